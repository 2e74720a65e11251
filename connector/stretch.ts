/**
 * How much of a batch one call of a function goes through that is called for all of it. V8 compiles a function that loops over thousands in
 * mid-loop, and again at its next call; one that is called often is compiled once (docs/decisions/019-ky.md).
 */
export const STRETCH = 64;
