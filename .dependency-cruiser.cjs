/** Data flows one way: plan -> send -> recover -> settle. These rules keep it so. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', 'A cycle has no first step to read.', {}, { circular: true }),
    forbid(
      'spec-stands-alone',
      'Promises know nobody who keeps them.',
      { path: '^spec/' },
      { path: '^(connector|test)/' },
    ),
    forbid(
      'plan-is-first',
      'A stage imports earlier stages only.',
      { path: '^connector/plan/' },
      { path: '^connector/(send|recover|settle|hosts)/' },
    ),
    forbid(
      'send-is-second',
      'A stage imports earlier stages only.',
      { path: '^connector/send/' },
      { path: '^connector/(recover|settle|hosts)/' },
    ),
    forbid(
      'recover-is-third',
      'A stage imports earlier stages only.',
      { path: '^connector/recover/' },
      { path: '^connector/(settle|hosts)/' },
    ),
    forbid(
      'settle-is-last',
      'A stage imports earlier stages only.',
      { path: '^connector/settle/' },
      { path: '^connector/hosts/' },
    ),
    forbid(
      'stages-know-no-whole',
      'Only write.ts and check.ts see all stages.',
      { path: '^connector/(plan|send|recover|settle)/' },
      { path: '^connector/(index|write|check)\\.ts$' },
    ),
    forbid(
      'one-way-out',
      'Only send/node-transport.ts opens a connection to Permutive.',
      { path: '^(connector|spec)/', pathNot: '^connector/(send/node-transport\\.ts$|hosts/)|^spec/taxonomy/sandbox/' },
      { path: '^(node:)?(http|https|http2|net|tls)$|node_modules/(ky|undici)/' },
    ),
    forbid(
      'hosts-use-the-front-door',
      'A host has only what any host has: the public entry and spec.',
      { path: '^connector/hosts/' },
      { path: '^connector/', pathNot: '^connector/(hosts/|index\\.ts$)' },
    ),
    forbid(
      'plugin-stays-lean',
      'Loading the plugin loads no host, server or test code.',
      { path: '^connector/index\\.ts$' },
      {
        path: '^(connector/hosts|spec/taxonomy/sandbox|test)/|node_modules/(fastify|commander|csv-parse|cli-progress)/',
        reachable: true,
      },
    ),
    forbid(
      'no-tests-in-the-product',
      'Tests look at the product, not the other way round; the harness is shipped, for the one command that runs it.',
      { path: '^(connector|spec)/', pathNot: '^connector/hosts/cli/conformance-command\\.ts$' },
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
