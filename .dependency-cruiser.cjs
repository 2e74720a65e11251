/** Data flows one way: plan -> send -> imported -> recover -> settle. These rules keep it so. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** A stage imports earlier stages, spec/ and the small files beside write.ts. */
const stage = (name, path, later) =>
  forbid(name, 'A stage imports earlier stages only.', { path: `^connector/${path}/` }, { path: later });

const WHOLE = '^connector/(index|write|check|segments|options|dry-run)\\.ts$';

module.exports = {
  forbidden: [
    forbid('no-cycles', 'A cycle has no first step to read.', {}, { circular: true }),
    forbid(
      'spec-stands-alone',
      'Promises know nobody who keeps them.',
      { path: '^spec/' },
      { path: '^(connector|test)/' },
    ),
    stage('plan-is-first', 'plan', '^connector/(send|imported|recover|settle|check|reconcile|hosts)/'),
    stage('send-is-second', 'send', '^connector/(imported|recover|settle|check|reconcile|hosts)/'),
    stage('imported-is-third', 'imported', '^connector/(recover|settle|check|reconcile|hosts)/'),
    stage('recover-is-fourth', 'recover', '^connector/(settle|check|reconcile|hosts)/'),
    stage('settle-is-last', 'settle', '^connector/(check|reconcile|hosts)/'),
    forbid(
      'stages-know-no-whole',
      'Only write.ts sees all stages.',
      { path: '^connector/(plan|send|imported|recover|settle|check)/' },
      { path: WHOLE },
    ),
    forbid(
      'one-client',
      'Only send/client.ts sends to Permutive.',
      { path: '^(connector|spec)/', pathNot: '^connector/send/client\\.ts$' },
      { path: 'node_modules/ky/' },
    ),
    forbid(
      'one-way-out',
      'The client sends by the fetch it is given; a host may bring one, and take connections.',
      { path: '^(connector|spec)/', pathNot: '^connector/hosts/|^spec/taxonomy/sandbox/' },
      { path: '^(node:)?(http|https|http2|net|tls)$|node_modules/undici/' },
    ),
    forbid(
      'hosts-use-the-front-door',
      'A host has only what any host has: the public entries and spec.',
      { path: '^connector/hosts/' },
      {
        path: '^connector/',
        pathNot: '^connector/(hosts/|(reconcile/|memberships/|receipt/|opentelemetry/)?index\\.ts$)',
      },
    ),
    forbid(
      'hosts-are-apart',
      'What two hosts share lies in files/ and report/, or beside them; no host imports another.',
      { path: '^connector/hosts/([^/]+)/' },
      { path: '^connector/hosts/[^/]+/', pathNot: '^connector/hosts/($1|files|report)/' },
    ),
    forbid(
      'plugin-stays-lean',
      'Loading the plugin loads no host, server or test code.',
      { path: '^connector/index\\.ts$' },
      {
        path: '^(connector/hosts|spec/taxonomy/sandbox|spec/conformance|test)/|node_modules/(fastify|commander|csv-parse|cli-progress|@opentelemetry)/',
        reachable: true,
      },
    ),
    forbid(
      'opentelemetry-is-optional',
      'Only its own entry loads what a host need not have.',
      { path: '^(connector|spec)/', pathNot: '^connector/opentelemetry/' },
      { path: 'node_modules/@opentelemetry/' },
    ),
    forbid(
      'no-tests-in-the-product',
      'Tests look at the product, not the other way round.',
      { path: '^(connector|spec)/' },
      { path: '^test/' },
    ),
    forbid(
      'no-dumping-grounds',
      'A file is named after what it holds.',
      {},
      { path: '(^|/)(utils?|helpers?|common|types|managers?|data)(\\.ts$|/)', pathNot: 'node_modules' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
