import ts from 'typescript';

/** One small wrong in a source file. */
export interface Mutation {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** What it is told by, whatever line it comes to stand in: the line's own text, and what becomes of it. */
  readonly name: string;
}

const { SyntaxKind } = ts;

const OPERATORS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [SyntaxKind.LessThanToken, '<='],
  [SyntaxKind.LessThanEqualsToken, '<'],
  [SyntaxKind.GreaterThanToken, '>='],
  [SyntaxKind.GreaterThanEqualsToken, '>'],
  [SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [SyntaxKind.AmpersandAmpersandToken, '||'],
  [SyntaxKind.BarBarToken, '&&'],
  [SyntaxKind.PlusToken, '-'],
  [SyntaxKind.MinusToken, '+'],
  [SyntaxKind.AsteriskToken, '/'],
  [SyntaxKind.SlashToken, '*'],
  [SyntaxKind.PlusEqualsToken, '-='],
  [SyntaxKind.MinusEqualsToken, '+='],
]);

/** Methods without which, or with whose opposite, a call goes on as if nothing were. */
const METHODS: Readonly<Record<string, string>> = { some: 'every', every: 'some', min: 'max', max: 'min' };
const LEFT_OUT = new Set(['filter', 'sort', 'trim', 'slice', 'reverse', 'toLowerCase', 'normalize']);

/** Every mutation of a source text, in its order. Types, imports and the words of messages stay as they are. */
export function mutationsOf(file: string, source: string): Mutation[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ESNext, true);
  const lines = source.split('\n');
  const found: Mutation[] = [];
  const change = (node: ts.Node, text: string, what: string) => {
    const from = node.getStart(tree);
    const { line } = tree.getLineAndCharacterOfPosition(from);
    const name = `${(lines[line] ?? '').trim()}  ⇒  ${what}`;
    const again = found.filter((other) => other.name === name || other.name.startsWith(`${name} (`)).length;
    found.push({
      file,
      from,
      to: node.getEnd(),
      text,
      line: line + 1,
      name: again === 0 ? name : `${name} (${again + 1})`,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    mutate(node, change);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

type Change = (node: ts.Node, text: string, what: string) => void;

function mutate(node: ts.Node, change: Change): void {
  if (ts.isBinaryExpression(node)) mutateBinary(node, change);
  else if (ts.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken)
    change(node, `(${node.operand.getText()})`, 'no !');
  else if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
    const condition = ts.isIfStatement(node) ? node.expression : node.condition;
    for (const always of ['true', 'false']) change(condition, always, `always ${always}`);
  } else if (ts.isBlock(node) && node.statements.length > 0) change(node, '{}', 'an empty block');
  else if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && node.body.getText() !== 'undefined')
    change(node.body, '(undefined as never)', 'undefined');
  else if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) change(node, ';', 'no call');
  else if (ts.isCaseClause(node) && node.statements.length > 0) {
    const [first, last] = [node.statements[0], node.statements.at(-1)];
    if (first !== undefined && last !== undefined)
      change(node, `case ${node.expression.getText()}: break;`, 'a case of nothing');
  } else if (ts.isCallExpression(node)) mutateCall(node, change);
  else mutateValue(node, change);
}

function mutateBinary({ operatorToken, left, right }: ts.BinaryExpression, change: Change): void {
  const opposite = OPERATORS.get(operatorToken.kind);
  const joinsText = operatorToken.kind === SyntaxKind.PlusToken && [left, right].some(isText);
  if (opposite !== undefined && !joinsText) change(operatorToken, opposite, opposite);
  if (operatorToken.kind !== SyntaxKind.QuestionQuestionToken) return;
  change(operatorToken.parent, left.getText(), 'the left of ??');
  change(operatorToken.parent, `(${right.getText()})`, 'the right of ??');
}

function mutateCall(node: ts.CallExpression, change: Change): void {
  if (!ts.isPropertyAccessExpression(node.expression)) return;
  const { name, expression } = node.expression;
  const opposite = Object.hasOwn(METHODS, name.text) ? METHODS[name.text] : undefined;
  if (opposite !== undefined) change(name, opposite, `.${opposite}()`);
  if (LEFT_OUT.has(name.text)) change(node, expression.getText(), `no .${name.text}()`);
}

function mutateValue(node: ts.Node, change: Change): void {
  if (ts.isNumericLiteral(node)) change(node, `(${node.text} + 1)`, 'one more');
  else if (node.kind === SyntaxKind.TrueKeyword) change(node, 'false', 'false');
  else if (node.kind === SyntaxKind.FalseKeyword) change(node, 'true', 'true');
  else if (ts.isStringLiteral(node) && isWord(node))
    change(node, "('mutant' as never)", `another word for '${node.text}'`);
  else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && ts.isExpression(node.parent))
    change(node, '[]', 'an empty list');
}

/** A member of a union, or a name: whatever is a sentence is for people, and changes nothing that is done. */
const isWord = (node: ts.StringLiteral): boolean =>
  /^[\w-]+$/.test(node.text) &&
  !(ts.isPropertyAssignment(node.parent) && node.parent.name === node) &&
  !ts.isPropertyAssignment(node.parent.parent) &&
  !ts.isImportDeclaration(node.parent);

const isText = (node: ts.Node): boolean => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

/** The source with the mutation in it. */
export const mutated = (source: string, { from, to, text }: Mutation): string =>
  source.slice(0, from) + text + source.slice(to);
