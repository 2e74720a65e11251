import { readFile } from 'node:fs/promises';
import type { SavedReport } from '../report/run-report.ts';
import { builtPage } from './assets.ts';

/** No request leaves the file, whatever is in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** A saved run as one page that opens offline. Nothing of a row can end the script it stands in. */
export async function reportHtml(saved: SavedReport): Promise<string> {
  const folder = builtPage();
  const [script, style] = await Promise.all(
    ['report.js', 'main.css'].map((name) => readFile(`${folder}/${name}`, 'utf8')),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Sync to Permutive</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<script type="application/json" id="report">${JSON.stringify(saved).replaceAll('<', '\\u003c')}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}
