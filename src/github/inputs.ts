import * as z from 'zod/mini';
import { environmentName } from '../config/environment-name.js';
import { ConfigError } from '../config/errors.js';
import type { Settings } from '../config/defaults.js';

/** The Action's inputs, as strings from the workflow; empty means not given. Defaults are here and in the configuration's schema. */
const truth = z.enum(['true', 'false']);
const schema = z.object({
  'github-token': z._default(z.string(), ''),
  config: z._default(z.string(), '.github/apim-cors.yml'),
  'fail-on': z.optional(z.enum(['error', 'warning', 'info', 'never'])),
  'review-comments': z._default(truth, 'true'),
  'summary-comment': z._default(z.enum(['on-change', 'always', 'never']), 'on-change'),
  source: z._default(z.enum(['auto', 'api', 'checkout']), 'auto'),
  'report-existing': z.optional(truth),
  'comment-id': z._default(z.string(), ''),
  environments: z._default(z.string(), ''),
  'report-file': z._default(z.string(), ''),
  'sarif-file': z._default(z.string(), ''),
  'explorer-file': z._default(z.string(), ''),
  'organisation-step': z.optional(z.enum(['list', 'scan', 'join'])),
  organisation: z._default(z.string(), ''),
  repositories: z._default(z.string(), ''),
  'organisation-folder': z._default(z.string(), 'apim-cors-organisation'),
});

/** The Action's inputs after validation. */
export interface Inputs {
  readonly token: string;
  readonly config: string;
  readonly failOn: Settings['failOn'] | null;
  readonly reviewComments: boolean;
  readonly summaryComment: 'on-change' | 'always' | 'never';
  readonly source: 'auto' | 'api' | 'checkout';
  readonly reportExisting: boolean | null;
  readonly commentId: string;
  readonly environments: readonly string[];
  readonly reportFile: string;
  readonly sarifFile: string;
  /** Empty: the explorer's page is not written. */
  readonly explorerFile: string;
  /** null: only this repository. */
  readonly organisation: OrganisationInputs | null;
}

/** One step of a scan of many repositories. */
export interface OrganisationInputs {
  readonly step: 'list' | 'scan' | 'join';
  /** Empty: the repositories are given by full name. */
  readonly name: string;
  readonly repositories: string;
  /** Below the workspace: files passed between steps. */
  readonly folder: string;
}

/** The names of all inputs, as in action.yml. */
export const inputNames = Object.keys(schema.shape) as readonly (keyof typeof schema.shape)[];

/** Reads the inputs. Throws a one-line `ConfigError` with the input, its value and the allowed values. `job` identifies the comments if no id is given. */
export function readInputs(get: (name: string) => string, job: string): Inputs {
  const given = Object.fromEntries(inputNames.flatMap((name) => (get(name) === '' ? [] : [[name, get(name)]])));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0] ?? '');
    const values = issue?.code === 'invalid_value' ? `; it is one of ${issue.values.map(String).join(', ')}` : '';
    throw new ConfigError(`input '${name}' is '${given[name] ?? ''}'${values}`);
  }
  const { data } = parsed;
  const environments = data.environments
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const odd = environments.find((name) => !environmentName.test(name));
  if (odd !== undefined) throw new ConfigError(`input 'environments' names '${odd}', which cannot be part of configuration.<environment>.yaml`);
  return {
    token: data['github-token'],
    config: data.config,
    failOn: data['fail-on'] ?? null,
    reviewComments: data['review-comments'] === 'true',
    summaryComment: data['summary-comment'],
    source: data.source,
    reportExisting: data['report-existing'] === undefined ? null : data['report-existing'] === 'true',
    commentId: data['comment-id'] === '' ? job : data['comment-id'],
    environments: [...new Set(environments)],
    reportFile: data['report-file'],
    sarifFile: data['sarif-file'],
    explorerFile: data['explorer-file'],
    organisation:
      data['organisation-step'] === undefined
        ? null
        : { step: data['organisation-step'], name: data.organisation, repositories: data.repositories, folder: data['organisation-folder'] },
  };
}

/** Throws `ConfigError` for a token that cannot be in a header. It is not shown, because it may be a secret. */
export function requireToken({ token }: Inputs): void {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new ConfigError("input 'github-token' is empty, or holds what no token holds");
}

/** Inputs override the configuration file, which overrides the defaults. */
export function withInputs(settings: Settings, inputs: Inputs): Settings {
  return {
    ...settings,
    failOn: inputs.failOn ?? settings.failOn,
    reportExisting: inputs.reportExisting ?? settings.reportExisting,
    environments: inputs.environments.length > 0 ? inputs.environments : settings.environments,
  };
}
