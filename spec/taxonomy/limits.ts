/** The most operations Permutive takes in one batch (Taxonomy API). */
export const MAX_BATCH_OPERATIONS = 5_000;

/** The longest code or name, in characters (S-5). Permutive publishes no limit; the sandbox holds to the same. */
export const MAX_CHARACTERS = 255;

/** The longest description, in characters (S-5). */
export const MAX_DESCRIPTION = 1_024;

/** 8-4-4-4-12 hex digits; a pattern stands beside each format, because validators may treat a format as a mere annotation. */
export const UUID_PATTERN = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$';
