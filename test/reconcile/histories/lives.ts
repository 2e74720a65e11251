/**
 * Lives the histories from seed `from` on, `count` of them, and prints what they came to. With `every moment` each is lived again for every
 * moment of its last run, and dies there. In plain Node, because a test runner's realm makes it several times as slow.
 */
import { live, type Told } from './history.ts';

const [from = '', count = '', step = '', how = ''] = process.argv.slice(2);
const FROM = Number(from);
const TO = FROM + Number(count);

const seen = { runs: 0, kills: 0, foreign: 0 };
const flipped = new Set<string>();
const violations: string[] = [];

function take(told: Told, of = ''): void {
  violations.push(...told.violations.map((what) => what + of));
  for (const name of told.flipped) flipped.add(name);
  seen.runs += told.runs;
  seen.kills += told.kills;
  seen.foreign += told.foreign;
}

for (let seed = FROM; seed < TO && violations.length <= 5; seed += Number(step)) {
  if (how !== 'every moment') take(await live(seed));
  else
    for (let moment = 1; ; moment += 1) {
      const told = await live(seed, {}, moment);
      take(told, ` (killed at moment ${moment})`);
      if (told.kills === 0) break;
    }
}
process.stdout.write(JSON.stringify({ ...seen, violations, flipped: [...flipped] }));
