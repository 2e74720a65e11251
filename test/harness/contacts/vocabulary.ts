/** Words of either service; the verbs `put` and `delete`, and the contract's own member `segments`, are the harness's. */
export const OF_PERMUTIVE =
  /[Pp]ermutive|segment_|importId|[Aa][Pp][Ii]-?[Kk]ey|'(PATCH|Create|Update|Delete)'|Taxonomy API/;
export const OF_CONTACTS = /contacts|e-?mail|bearer|\bscores?\b|bulk|lookup/i;
