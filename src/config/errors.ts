/**
 * The configuration or the command line is wrong. The message is for the user: one problem a line, each saying where it is and what to
 * write instead. Exit code 2.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A URL leads to no API that is here. `short`: that alone, where the place was not typed but found among others. */
export class PlaceNotFound extends ConfigError {
  readonly short: string;

  constructor(message: string, short: string) {
    super(message);
    this.short = short;
  }
}

/** What is asked about, browsers do not hold against CORS: the message says what it is. Exit code 4 of `explain`. */
export class NotOfCors extends PlaceNotFound {}

/** An input could not be read at all: no such revision, not a repository, no policies. One line, what and where. Exit code 3. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
