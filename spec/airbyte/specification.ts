import { manifest } from '../host/manifest.ts';
import { CONNECTION_SPECIFICATION } from './connection-specification.ts';

/** What `airbyte spec` says of this connector: a ConnectorSpecification of the Airbyte protocol. */
export const specification = {
  documentationUrl: manifest.documentationUrl,
  supportsIncremental: true,
  supported_destination_sync_modes: ['append', 'append_dedup', 'overwrite'],
  protocol_version: '0.2.0',
  connectionSpecification: CONNECTION_SPECIFICATION,
} as const;
