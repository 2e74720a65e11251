/** The longest operation, in bytes of JSON (P-9). */
export const MAX_OPERATION_BYTES = 65_536;

/** What JSON puts around the values of an operation at most: the frame of a Create with every field, the comma before it, and a price. */
const FRAME_BYTES =
  ',{"operation":"Create","data":{"code":"","name":"","description":"","cpm":,"categories":}}'.length +
  '-2.2250738585072014e-308'.length;

/** The values that an operation may carry. */
export interface Carried {
  readonly code: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly categories: readonly string[] | undefined;
}

/** Bytes of an operation in JSON, at most; `plain` where its texts are the same in JSON as here. */
export function operationBytes(carried: Carried, plain: boolean): number {
  const { code, name, description, categories } = carried;
  const texts = plain
    ? code.length + (name?.length ?? 0) + (description?.length ?? 0)
    : bytesOf(code) + bytesOf(name) + bytesOf(description);
  return FRAME_BYTES + texts + bytesOf(categories);
}

/** The field that takes the most of an operation. */
export function largestField({
  name,
  description,
  categories,
}: Carried): 'segment_name' | 'description' | 'categories' {
  const [first] = [
    { field: 'segment_name' as const, bytes: bytesOf(name) },
    { field: 'description' as const, bytes: bytesOf(description) },
    { field: 'categories' as const, bytes: bytesOf(categories) },
  ].sort((a, b) => b.bytes - a.bytes);
  return first?.field ?? 'categories';
}

const bytesOf = (value: string | readonly string[] | undefined): number =>
  value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
