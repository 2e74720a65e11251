/** A stream's name in the protocol. */
export interface StreamDescriptor {
  readonly name: string;
  readonly namespace?: string;
}

/** Who has to act (E10): nobody, for a retry may help; whoever keeps the settings; whoever keeps the connector. */
export type FailureType = 'transient_error' | 'config_error' | 'system_error';

/** What ends a command with an ERROR TRACE and exit code 1. The message is for the person who operates the connection. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly failureType: FailureType;
  /** A code of the error catalogue, or words for an engineer. */
  readonly internal: string | undefined;
  readonly stream: StreamDescriptor | undefined;

  constructor(
    failureType: FailureType,
    message: string,
    { internal, stream, cause }: { internal?: string; stream?: StreamDescriptor; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.failureType = failureType;
    this.internal = internal;
    this.stream = stream;
  }
}
