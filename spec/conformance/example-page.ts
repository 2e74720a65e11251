/** A block of code under a link to the file it shows. */
const SHOWN = /(\[[\w.-]+\]\((examples\/[\w./-]+)\)\n\n```ts\n)[\s\S]*?(```\n)/g;

/** The page with each file it shows as the file is now. */
export const withFiles = (page: string, read: (file: string) => string): string =>
  page.replace(SHOWN, (_, head: string, file: string, end: string) => `${head}${read(file)}${end}`);
