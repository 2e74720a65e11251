const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** Which code the last part of a path is taken to name (T-4): somebody in between may read it another way. */
export const PATHS = {
  decoded,
  /** And decoded once more, as a form is: of codes with % or + another code is looked for. */
  decoded_twice: (part: string): string => decoded(decoded(part).replaceAll('+', ' ')),
  /** Not decoded, or encoded once more: nothing is found that does not stand in a path as it is. */
  left_encoded: (part: string): string => part,
} as const satisfies Record<string, (part: string) => string>;
