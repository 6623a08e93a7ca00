import { arm } from './arm/arm.js';
import { apiops } from './apiops/apiops.js';
import { bicep } from './bicep/bicep.js';
import { gitConfiguration } from './git-configuration/git-configuration.js';
import type { Layout } from './layout.js';
import { scopes } from './scopes/scopes.js';
import { terraform } from './terraform/terraform.js';

/** Every layout. Where two claim a file, the one that stands first has it; where two have a service in one folder, the one that stands last goes by the folder's name. */
export const layouts: readonly Layout[] = [scopes, apiops, gitConfiguration, terraform, bicep, arm];
