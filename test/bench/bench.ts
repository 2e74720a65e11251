/** Measures write() beside bare loops, and writes docs/benchmarks.md: `npm run bench`; `-- --quick` prints a small run only, `-- --lists ROWS` full lists alone. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { contend } from './contend.ts';
import { charts, type Findings, listsMarkdown, measuredMarkdown } from './document.ts';
import { beside, FULL, fullLists, QUICK, recovery, smallHeap, throughput } from './measures.ts';
import { serve } from './server.ts';

const [role, options = ''] = process.argv.slice(2);
if (role === 'server') serve(JSON.parse(options));
else if (role === 'contend') await contend(JSON.parse(options));
else if (role === '--lists')
  process.stdout.write(listsMarkdown(await fullLists({ ...FULL, sizes: [Number(options || 100_000)], repeats: 3 })));
else await bench(role === '--quick');

async function bench(quick: boolean): Promise<void> {
  const effort = quick ? QUICK : FULL;
  const { repeats, singles } = effort;
  const [processor] = cpus();
  const findings: Findings = {
    machine: `Node ${process.versions.node}, ${cpus().length} cores (${processor?.model.trim() ?? 'unknown'})`,
    repeats,
    throughput: await throughput(effort),
    lists: await fullLists(effort),
    singles: [
      { latencyMs: 0, rows: singles[0], found: await beside(0, singles[0], repeats) },
      { latencyMs: 50, rows: singles[1], found: await beside(50, singles[1], repeats) },
    ],
    heap: await smallHeap(effort),
    recovery: await recovery(effort),
  };
  const text = measuredMarkdown(findings);
  process.stdout.write(text);
  if (quick) return;
  const page = readFileSync('docs/benchmarks.md', 'utf8');
  const [before = '', rest = ''] = page.split('<!-- measured -->\n');
  const [, after = ''] = rest.split('<!-- end of measured -->');
  writeFileSync('docs/benchmarks.md', `${before}<!-- measured -->\n${text}<!-- end of measured -->${after}`);
  mkdirSync('docs/images/bench', { recursive: true });
  for (const [name, svg] of Object.entries(charts(findings))) writeFileSync(`docs/images/bench/${name}`, svg);
}
