import { arm } from './arm/arm.js';
import { apiops } from './apiops/apiops.js';
import { bicep } from './bicep/bicep.js';
import { gitConfiguration } from './git-configuration/git-configuration.js';
import type { Layout } from './layout.js';
import { scopes } from './scopes/scopes.js';
import { terraform } from './terraform/terraform.js';

/** Every layout, in order of precedence for files that two claim; if two have a service in one folder, the later one is named after the folder. */
export const layouts: readonly Layout[] = [scopes, apiops, gitConfiguration, terraform, bicep, arm];
