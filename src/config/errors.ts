/** The configuration or the command line is wrong. The message is for the user: one problem per line, with its place and the correction. Exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A URL matches no API of the repository. `short`: the message without the place, for a URL that was found among others rather than typed. */
export class PlaceNotFound extends ConfigError {
  readonly short: string;

  constructor(message: string, short: string) {
    super(message);
    this.short = short;
  }
}

/** Browsers do not apply CORS to the request in question: the message says what it is. Exit code 4 of `explain`. */
export class NotOfCors extends PlaceNotFound {}

/** The repository does not decide what the URL reaches: the message says what is open. Exit code 4 of `explain`. */
export class PlaceUndecided extends PlaceNotFound {}

/** An input could not be read: no such revision, not a repository, no policies. One line, with what and where. Exit code 3. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
