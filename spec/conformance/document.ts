import { REQUIREMENTS } from './catalogue.ts';
import { GROUPS, type Group } from './requirement.ts';

const INTRODUCTION = `# Conformance

For the author of a destination connector, and for the host's team that is to trust it. The harness holds any connector
that exports \`manifest\`, \`check()\` and \`write()\` to the requirements below, against a service it can make fail.

## From the command line

\`\`\`sh
destination-permutive conformance --connector ./my-connector.js
destination-permutive conformance --connector ./my-connector.js --only T --format junit --output conformance.xml
\`\`\`

One line a requirement: \`pass\`, \`fail\` or \`not applicable\`, each but the first with the reason. \`--format\` is \`text\`,
\`json\` or \`junit\`. The exit code is 0 when nothing failed, else 1.

## From a test runner

\`\`\`ts
import { describe, it } from '@jest/globals';
import { describeConformance } from 'destination-permutive/conformance';
import connector from './my-connector.js';
import { myWorld } from './my-world.js';

describeConformance('my connector', connector, { describe, it }, { world: myWorld });
\`\`\`

Any runner with \`describe\` and \`it\` will do. \`conformance(connector, options)\` gives the findings themselves, and
\`report(findings, format)\` the three forms.

## A world of your own

Without \`world\` (\`--world ./my-world.js\`, a module whose default export makes one), connectors are tried against the sandbox
of the Taxonomy API. A connector for another service needs a stand-in for it: an object with the members of \`World\`.

| member | what it does |
|---|---|
| \`start()\`, \`stop()\` | begin and end it; each requirement gets a world of its own, and several run side by side |
| \`config\`, \`target\` | settings that are right, with a key that may write |
| \`baseUrl\`, \`fetch?\` | its address, different for every world, and a transport that reaches it where the platform's does not |
| \`keys\`, \`configOfNothing?\` | a read-only and an unknown key, and settings of an import that does not exist, if there are such |
| \`seed(segments)\`, \`state()\` | put segments there without a request; read what is there |
| \`requests()\`, \`applied()\` | every request, and every change that was made through the API |
| \`inject(fault)\`, \`clearFaults()\` | let something go wrong: an answer, a delay, a stall, a broken connection |
| \`refuseNamed(name)\` | refuse rows of that name as invalid |

## Requirements
`;

const SUBJECTS: Record<Group, string> = {
  manifest: 'What a host reads before anything runs.',
  check: 'What a marketer is told of the settings.',
  modes: 'What becomes of a row, in each mode, by each kind of change.',
  batching: 'Which operations travel together, and in which order.',
  delivery: 'Requests, answers and waiting.',
  truth: 'What is said of every row, whatever happened.',
  cancellation: 'What a host can rely on when it ends a run.',
  'host faults': 'What a host may do wrong without losing a row.',
  security: 'Who learns the key, and what hostile values can do.',
  repeatability: 'What a second run does.',
};

/** docs/conformance.md: how to use the harness, and the catalogue as tables. */
export function conformanceMarkdown(): string {
  const sections = GROUPS.map((group) => {
    const rows = REQUIREMENTS.filter((requirement) => requirement.group === group).map(
      ({ id, sentence }) => `| ${id} | ${sentence.replaceAll('|', '\\|')} |`,
    );
    const title = `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
    return [`### ${title}`, '', SUBJECTS[group], '', '| id | requirement |', '|---|---|', ...rows, ''].join('\n');
  });
  return `${INTRODUCTION}
${REQUIREMENTS.length} requirements. An id is that of the rule it comes from, and a letter. Generated from the catalogue by
\`npm run generate\`.

${sections.join('\n')}`;
}
