/** A receipt is paper: always light, black on white, no script. Environment and outcomes survive printing, for browsers drop backgrounds unless told. */
export const STYLE = `
:root { --ink: #18181b; --ink-2: #52525b; --line: #e6e6e9; --line-2: #d4d4d9;
  --created: #14713d; --created-tint: #eaf7ef; --created-fill: #2f9e5b; --updated: #1a5bbf; --updated-tint: #e9f1fe; --updated-fill: #3d7ee3;
  --deleted: #b3163b; --deleted-tint: #fdedf0; --deleted-fill: #d2345a; --failed: #ad4008; --failed-tint: #fff1e7; --failed-fill: #e0651f;
  --skipped: #745600; --skipped-tint: #fdf6dd; --skipped-fill: #b98f0c; --unchanged: #5b5b65; --unchanged-tint: #f1f1f3; --unchanged-fill: #92929c; }
*, *::before, *::after { box-sizing: border-box; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
html { background: #e9e9ec; font: 13px/20px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; color: var(--ink); }
body { margin: 0; } h1, h2, p, dl, dd, ul { margin: 0; padding: 0; } ul { list-style: none; }
code { font: 12px/20px ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; font-variant-ligatures: none; }
.sheet { max-width: 794px; margin: 24px auto; padding: 0 56px 32px; background: #fff; box-shadow: 0 1px 2px rgb(24 24 27 / 0.06); position: relative; }
.band { margin: 0 -56px; height: 14px; background: var(--ink); }
.sandbox { background: repeating-linear-gradient(-45deg, rgb(24 24 27 / 0.035) 0 8px, transparent 8px 16px) #fff; }
.sandbox .band { background: repeating-linear-gradient(-45deg, rgb(24 24 27 / 0.8) 0 4px, transparent 4px 8px); }
.dry .band { background: none; border-bottom: 2px dashed var(--ink); }
.maker { display: flex; justify-content: space-between; gap: 24px; padding: 20px 0 16px; color: var(--ink-2); }
.maker span:first-child { color: var(--ink); font-weight: 500; }
.mark { display: inline-grid; place-items: center; width: 20px; height: 20px; margin-right: 8px; border-radius: 5px; background: var(--ink); color: #fff !important; }
.word { float: right; margin-left: 24px; padding: 4px 14px; font: 600 28px/36px system-ui, sans-serif; letter-spacing: 0.02em; border: 2px solid var(--ink); }
.dry .word { border-style: dashed; }
h1 { font: 600 28px/36px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; letter-spacing: -0.022em; text-wrap: balance; overflow-wrap: anywhere; }
.dry h1, .dry .counts dd { font-weight: 400; }
.lead { color: var(--ink-2); margin-top: 4px; font-size: 14px; } .next { margin-top: 12px; }
h2 { font: 600 14px/20px system-ui, sans-serif; margin: 22px 0 8px; display: flex; gap: 8px; align-items: center; break-after: avoid; }
.facts { display: grid; grid-template-columns: 76px minmax(0, 1.25fr) 84px minmax(0, 1fr); gap: 5px 14px; margin-top: 18px; padding: 14px 0; border-top: 1px solid var(--line-2); border-bottom: 1px solid var(--line-2); clear: both; }
.facts dt { color: var(--ink-2); } .facts dd { overflow-wrap: anywhere; } .facts dd > * { display: block; }
.counts { display: flex; flex-wrap: wrap; gap: 8px 18px; margin-top: 16px; } .counts dt { color: var(--ink-2); display: flex; gap: 6px; align-items: center; }
.counts dd { font: 600 20px/28px system-ui, sans-serif; letter-spacing: -0.015em; } .counts small { font: 13px/20px system-ui, sans-serif; color: var(--ink-2); } .took { margin-left: auto; }
.g { display: inline-grid; place-items: center; width: 18px; height: 18px; border-radius: 4px; font: 600 13px/18px ui-monospace, monospace; flex: none; }
${['created', 'updated', 'deleted', 'unchanged', 'failed', 'skipped'].map((kind) => `.g.${kind} { background: var(--${kind}-tint); color: var(--${kind}); } .stackbar .${kind} { background: var(--${kind}-fill); }`).join('\n')}
.stackbar { display: flex; gap: 2px; height: 10px; margin-top: 10px; border-radius: 3px; overflow: hidden; } .stackbar i { min-width: 2px; flex-basis: 0; }
.dry .stackbar i { background: #fff !important; box-shadow: inset 0 0 0 1.5px var(--unchanged-fill); }
.chart { width: 100%; height: auto; display: block; margin-top: 4px; } .chart text { font: 11.5px system-ui, sans-serif; fill: var(--ink-2); }
table { width: 100%; border-collapse: collapse; } tr { break-inside: avoid; }
th { text-align: left; font-weight: 500; color: var(--ink-2); white-space: nowrap; }
th, td { padding: 4px 16px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; } td.at { white-space: nowrap; } th:last-child, td:last-child { padding-right: 0; }
.num { text-align: right; white-space: nowrap; }
.cause { padding: 8px 0 4px; border-top: 1px solid var(--line); } .cause > p:first-child { display: flex; justify-content: space-between; gap: 16px; color: var(--ink-2); break-after: avoid; } .cause b { color: var(--ink); font-weight: 600; }
.cause li { display: grid; grid-template-columns: 112px minmax(0, 1fr) minmax(0, 1.2fr); gap: 10px; break-inside: avoid; overflow-wrap: anywhere; } .cause li > :first-child, .cause li > :last-child, .cause code, .more { color: var(--ink-2); }
.find { margin-top: 20px; color: var(--ink-2); } .find input { font: inherit; color: var(--ink); width: 220px; max-width: 100%; margin-left: 8px; padding: 4px 8px; border: 1px solid #85858f; border-radius: 6px; background: #fff; } .find output { margin-left: 8px; }
[hidden] { display: none !important; }
.sign { border-top: 1px solid var(--line-2); padding-top: 10px; margin-top: 24px; color: var(--ink-2); } .foot { margin-top: 12px; color: var(--ink-2); }
@media (max-width: 600px) { .sheet { margin: 0; padding: 0 16px 24px; } .band { margin: 0 -16px; } .facts { grid-template-columns: 84px minmax(0, 1fr); } .cause li { grid-template-columns: 1fr; gap: 0; } section { overflow-x: auto; } .word { font-size: 20px; } .maker { flex-wrap: wrap; gap: 0 24px; } }
@media print { .find { display: none; } html { background: none; } .sheet { margin: 0; max-width: none; box-shadow: none; padding-top: 0; } .band { margin-top: 0; } }
@page { size: A4; margin: 10mm 0; }
`;
