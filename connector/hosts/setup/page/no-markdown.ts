/** Stands in for a renderer of Markdown that is never used. */
export const Markdown = () => null;
