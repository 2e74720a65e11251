/** The longest operation, in bytes of JSON (P-9). */
export const MAX_OPERATION_BYTES = 65_536;

/** What JSON puts around the values of an operation at most: the frame of a Create with every field, the comma before it, and a price. */
const FRAME_BYTES =
  ',{"operation":"Create","data":{"code":"","name":"","description":"","cpm":,"categories":}}'.length +
  '-2.2250738585072014e-308'.length;

/**
 * Bytes of an operation in JSON, at most; `plain` where its texts are the same in JSON as here. One after another, not as an object:
 * this runs once a row.
 */
export function operationBytes(
  plain: boolean,
  code: string,
  name?: string,
  description?: string,
  categories?: readonly string[],
): number {
  const texts = plain
    ? code.length + (name?.length ?? 0) + (description?.length ?? 0)
    : bytesOf(code) + bytesOf(name) + bytesOf(description);
  return FRAME_BYTES + texts + bytesOf(categories);
}

/** The field that takes the most of an operation. */
export function largestField(
  name: string,
  description: string | undefined,
  categories: readonly string[] | undefined,
): 'segment_name' | 'description' | 'categories' {
  const [nameBytes, descriptionBytes] = [bytesOf(name), bytesOf(description)];
  if (bytesOf(categories) >= Math.max(nameBytes, descriptionBytes)) return 'categories';
  return descriptionBytes >= nameBytes ? 'description' : 'segment_name';
}

const bytesOf = (value: string | readonly string[] | undefined): number =>
  value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
