/** A file that holds no rows as text, and what to do about it. */
export interface RefusedKind {
  readonly what: string;
  readonly advice: string;
}

const SAVE_AS_CSV = 'Open it and save it as "CSV UTF-8 (comma delimited)", then sync that file.';
const EXPORT_ROWS = 'Export the rows as CSV or NDJSON and sync that file.';
const UNPACK = 'Unpack it and sync the file inside.';

const WORKBOOK: RefusedKind = { what: 'an Excel workbook', advice: SAVE_AS_CSV };
const IMAGE: RefusedKind = { what: 'an image', advice: EXPORT_ROWS };
const ARCHIVE: RefusedKind = { what: 'an archive', advice: UNPACK };
const TABLE: RefusedKind = { what: 'a binary table', advice: EXPORT_ROWS };

/** By their first bytes, in hex, long enough that no heading begins so; the first that fits counts. */
const KINDS: readonly (readonly [begins: string, kind: RefusedKind, holds?: string])[] = [
  ['504b0304', { what: 'an OpenDocument spreadsheet', advice: SAVE_AS_CSV }, 'opendocument.spreadsheet'],
  ['504b0304', WORKBOOK, '[Content_Types].xml'],
  ['504b0304', WORKBOOK, 'xl/'],
  ['504b0304', { what: 'a ZIP archive', advice: UNPACK }],
  ['d0cf11e0a1b11ae1', { what: 'an Excel workbook of the old kind (.xls)', advice: SAVE_AS_CSV }],
  ['255044462d', { what: 'a PDF', advice: EXPORT_ROWS }],
  ['89504e470d0a', IMAGE], // PNG
  ['ffd8ff', IMAGE], // JPEG
  ['474946383761', IMAGE], // GIF87a
  ['474946383961', IMAGE], // GIF89a
  ['49492a00', IMAGE], // TIFF
  ['4d4d002a', IMAGE], // TIFF
  ['52494646', IMAGE, 'WEBP'],
  ['000000', IMAGE, 'ftyphei'], // HEIC
  ['000000', IMAGE, 'ftypavif'],
  ['5041523115', TABLE], // Parquet
  ['4f626a01', TABLE], // Avro
  ['53514c69746520666f726d6174203300', { what: 'a database', advice: EXPORT_ROWS }],
  ['28b52ffd', ARCHIVE], // Zstandard
  ['fd377a585a00', ARCHIVE], // xz
  ['425a683931415926', ARCHIVE], // bzip2
  ['377abcaf271c', ARCHIVE], // 7z
  ['526172211a07', ARCHIVE], // RAR
];

/** Text that is another language than rows. */
const LANGUAGES: readonly (readonly [begins: RegExp, kind: RefusedKind])[] = [
  [/^\{\\rtf/, { what: 'a document (RTF)', advice: EXPORT_ROWS }],
  [
    /^<(!doctype html|html|table)[\s\S]*(urn:schemas-microsoft-com:office|<table)/i,
    { what: 'a web page with a table, as programs write for Excel', advice: SAVE_AS_CSV },
  ],
  [
    /^<(!doctype html|html)/i,
    {
      what: 'a web page',
      advice: 'A download that ends in a page often asks to sign in: fetch it again in a browser.',
    },
  ],
  [/^<(\?xml|[a-z])/i, { what: 'XML', advice: SAVE_AS_CSV }],
];

export function refusedKindOf(head: Uint8Array): RefusedKind | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const begins = bytes.toString('hex', 0, 16);
  const kind = KINDS.find(
    ([magic, , holds]) => begins.startsWith(magic) && (holds === undefined || bytes.includes(holds)),
  );
  if (kind !== undefined) return kind[1];
  const text = bytes.toString('latin1', 0, 1_024).replace(/^ï»¿/, '').trimStart();
  return LANGUAGES.find(([language]) => language.test(text))?.[1];
}
