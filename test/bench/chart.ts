/** A bar, and how long it is. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly shown: string;
}

const [ROW, LEFT, WIDTH, ROOM] = [34, 230, 330, 150];

/** Bars as an SVG image that can be read on a light and on a dark page, and by a screen reader. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const height = bars.length * ROW + 44;
  const rows = bars.map(({ label, value, shown }, at) => {
    const [y, length] = [38 + at * ROW, Math.max(2, (value / longest) * WIDTH)];
    return [
      `<text x="${LEFT - 10}" y="${y + 16}" text-anchor="end">${label}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="22" rx="3" class="bar"/>`,
      `<text x="${(LEFT + length + 8).toFixed(1)}" y="${y + 16}">${shown}</text>`,
    ].join('');
  });
  const style =
    'text{font:14px system-ui,sans-serif;fill:#24243a}.title{font-weight:600}.bar{fill:#5b4fd6}@media(prefers-color-scheme:dark){text{fill:#e8e8f2}.bar{fill:#9a90ff}}';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + ROOM} ${height}" role="img" aria-label="${title}">`,
    `<style>${style}</style>`,
    `<text x="0" y="20" class="title">${title}</text>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}
