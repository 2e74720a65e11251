import { Type } from '@sinclair/typebox';

const UUID_PATTERN = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$';

/** A UUID on the wire. The pattern stands in for the format, which validators may ignore. */
export const WireUuid = Type.String({ format: 'uuid', pattern: UUID_PATTERN });

const uuid = new RegExp(UUID_PATTERN);

/** Whether a path parameter has the form of a UUID. */
export const isUuid = (value: string): boolean => uuid.test(value);
