import { ANY_DESTINATION, TAXONOMY_OF_SEGMENTS } from './catalogue.ts';
import { GROUPS, type Group, type Requirement } from './requirement.ts';
import { WORLD_CHECKS } from './world/checks.ts';

const INTRODUCTION = `# Conformance

For the author of a destination connector, and for the host's team that is to trust it. The harness holds any connector
that exports \`manifest\`, \`check()\` and \`write()\` to the requirements below, against a service it can make fail. That service is
a *world*: a stand-in, in memory, for the one the connector writes to.

## From the command line

\`\`\`sh
destination-permutive conformance --connector ./my-connector.js --world ./my-world.js
destination-permutive conformance --connector ./my-connector.js --world ./my-world.js --only T --format junit --output conformance.xml
\`\`\`

\`--world\` is a module whose default export makes a world; without it connectors are tried against the sandbox of Permutive's Taxonomy API.
One line a requirement, and below it the reason where it did not pass: what was wanted, what was seen, and the last requests of that trial.
\`--format\` is \`text\`, \`json\` (all requests) or \`junit\`.

| verdict | means | exit code |
|---|---|---|
| \`pass\` | all that the sentence says was tried, and was so | 0 |
| \`not applicable\` | the manifest does not offer it, the world has no such thing, or its author says so, with the reason | 0 |
| \`fail\` | the connector does otherwise | 1 |
| \`world at fault\` | the world contradicts itself, or does not start or end in five seconds: nothing is said of the connector | 2 |

## From a test runner

\`\`\`ts
import { describe, it } from '@jest/globals';
import { describeConformance } from 'destination-permutive/conformance';
import connector from './my-connector.js';
import myWorld from './my-world.js';

describeConformance('my connector', connector, { describe, it }, { world: myWorld });
\`\`\`

Any runner with \`describe\`, \`it\` and \`it.skip\` will do; what is not applicable is skipped, its reason in the name. \`conformance(connector, options)\`
gives the findings themselves, and \`report(findings, format)\` the three forms.

## A world of your own

\`createWorld\` makes a world from a vocabulary and the routes of your service: it keeps what the service holds, brings the faults, logs what comes in, and
forgets it all on demand. [Writing a connector](connector-author.md) goes through one, and [examples/contacts](examples/contacts) has a connector and its
world whole.

| you write | what it is |
|---|---|
| \`handle(request, service)\` | the routes: a request to its answer, by way of \`service.container(id)\`: \`get\`, \`put\`, \`delete\`, \`all\`, \`refuses\` |
| \`container\` | the id of the container that your settings name |
| \`catalogue\` | \`any destination\`, or \`taxonomy of segments\` for the second list below too |
| \`config\`, \`target?\` | settings that are right, with a key that may write |
| \`keys\` | the whole \`config\` with a key that may only read (\`readOnly\`), and with one that nobody has (\`unknown\`), if there are such |
| \`nothing?\`, \`second?\` | settings of a container that does not exist, and of another one |
| \`row(n, wish)\`, \`thing(row)\` | the nth row in your connector's shape, and what it is once it is there: \`{ key, name, text?, number? }\` |
| \`read(request)\` | its kind: \`batch\`, \`read\`, \`list\`, \`poll\` or \`other\`; of a batch the operations: \`{ verb: 'put' \\| 'delete', key, fields }\` |
| \`answer(things, form)\` | a success in your service's form: \`full\`, \`shuffled\`, \`short\`, \`empty\`, \`extra\`, \`errors inside\` |
| \`refusal(status, message?)\` | a refusal in your service's form |
| \`codes\`, \`reporter\`, \`invalidKeys\` | your connector's words for what every service has, and keys that it refuses |
| \`switches\` | how the service works: \`upsert\`, \`answers\` (of items, or of a job that is polled), \`refuses\` (a batch, or its items), \`listing\` |
| \`without?\` | requirements that say nothing of your service, by id, with the reason: \`{ 'D-5a': 'It takes batches of any size.' }\` |

A world that needs more than this (a real server, another language) is an object with the members of \`World\`; \`sandboxWorld\` is one.
`;

const SUBJECTS: Record<Group, string> = {
  world: 'Tried before anything else, with your connector writing three rows. A world that is at fault proves nothing.',
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
  observing: 'What a host sees of a run while it goes on, and may ask beside it.',
  segments: 'Codes and names of segments, and what is told of them.',
};

const table = (requirements: readonly Requirement[]): string =>
  [
    '| id | requirement |',
    '|---|---|',
    ...requirements.map(({ id, sentence }) => `| ${id} | ${sentence.replaceAll('|', '\\|')} |`),
    '',
  ].join('\n');

function tables(requirements: readonly Requirement[]): string {
  return GROUPS.flatMap((group) => {
    const own = requirements.filter((requirement) => requirement.group === group);
    const title = `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
    return own.length === 0 ? [] : [`### ${title}\n\n${SUBJECTS[group]}\n\n${table(own)}`];
  }).join('\n');
}

/** docs/conformance.md: how to use the harness, and the catalogues as tables. */
export const conformanceMarkdown = (): string => `${INTRODUCTION}
## The world

${SUBJECTS.world}

${table(WORLD_CHECKS)}
## Any destination

${ANY_DESTINATION.length} requirements. An id is that of the [rule](../spec/contract.md) it comes from, and a letter. Generated from the catalogue by
\`npm run generate\`.

${tables(ANY_DESTINATION)}
## A taxonomy of segments

${TAXONOMY_OF_SEGMENTS.length} requirements more, where the world is a taxonomy.

${tables(TAXONOMY_OF_SEGMENTS)}`;
