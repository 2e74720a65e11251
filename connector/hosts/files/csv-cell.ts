/** A value as CSV holds it, whatever separator a reader guesses: in quotation marks where anything of it could be taken for form. */
const csvCell = (value: string): string =>
  /[",;|\t\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

export const csvLine = (values: readonly string[]): string => `${values.map(csvCell).join(',')}\n`;
