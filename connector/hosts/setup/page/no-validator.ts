/** Stands in for a validator that is never used. */
export default {};
