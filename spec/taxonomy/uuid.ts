import { Type } from '@sinclair/typebox';
import { UUID_PATTERN } from './limits.ts';

/** A UUID on the wire. The pattern stands in for the format, which validators may ignore. */
export const WireUuid = Type.String({ format: 'uuid', pattern: UUID_PATTERN });

const uuid = new RegExp(UUID_PATTERN);

/** Whether a path parameter has the form of a UUID. */
export const isUuid = (value: string): boolean => uuid.test(value);
