/** What any host and any destination promise each other. */
export type * from './connector.ts';
export type * from './context.ts';
export type * from './delivery.ts';
export type * from './error.ts';
export type * from './lane.ts';
export type * from './request-event.ts';
export type * from './result.ts';
export type * from './row.ts';
