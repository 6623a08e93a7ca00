import { cors, policy } from './service.js';

type Files = Readonly<Record<string, string>>;

const roots = 60;
const perRoot = 8;
const environments = ['dev', 'uat', 'prod', 'dr'];
const template = (host: string): string => policy([...cors({ origins: [`https://${host}`] }), '<base />']);

const variables = 'variable "env" {\n  type = string\n}\n\nlocals {\n  apim = "contoso-${var.env}-apim"\n}\n';

function api(at: string): string {
  return `
resource "azurerm_api_management_api" "${at}" {
  name                = "${at}"
  api_management_name = local.apim
  path                = "${at}"

  import {
    content_format = "openapi"
    content_value  = templatefile("./api/${at}/openapi.yaml", { env = var.env })
  }
}

resource "azurerm_api_management_api_policy" "${at}" {
  api_name            = azurerm_api_management_api.${at}.name
  api_management_name = local.apim
  xml_content         = templatefile("./api/${at}/policy.xml.tpl", { env = var.env })
}
`;
}

function root(index: number): Files {
  const folder = `src/domains/team-${index}`;
  const own: Record<string, string> = {
    [`${folder}/variables.tf`]: variables,
    [`${folder}/main.tf`]: 'terraform {\n  backend "azurerm" {}\n}\n',
    [`${folder}/shared.tf`]: `module "shared" {\n  source = "../../modules/shared"\n  name   = "shared-${index}"\n  apim   = local.apim\n}\n`,
  };
  for (const name of environments) own[`${folder}/env/${name}/terraform.tfvars`] = `env = "${name}"\n`;
  for (let at = 0; at < perRoot; at += 1) {
    const id = `api-${index}-${at}`;
    own[`${folder}/${id}.tf`] = api(id);
    own[`${folder}/api/${id}/policy.xml.tpl`] = template(at % 4 === 0 ? '${env}.contoso.com' : 'app.contoso.com');
    own[`${folder}/api/${id}/openapi.yaml`] =
      `openapi: 3.0.1\ninfo:\n  title: ${id}\n  version: '1'\npaths:\n  /items:\n    get:\n      operationId: get\n      responses: { '200': { description: OK } }\n`;
  }
  return own;
}

/** A repository of 5,000 files: 60 root modules that deploy to one instance in each of four environments, a module that all of them call, and the rest. */
export function largeTerraform(): Files {
  const files: Record<string, string> = {
    'src/core/main.tf': `${variables}\nresource "azurerm_api_management_policy" "global" {\n  api_management_id = "/subscriptions/x/resourceGroups/y/providers/Microsoft.ApiManagement/service/\${local.apim}"\n  xml_content       = file("./global.xml")\n}\n`,
    'src/core/global.xml': policy([]),
    'src/modules/shared/main.tf':
      'variable "name" {}\n\nvariable "apim" {}\n\nresource "azurerm_api_management_api_policy" "p" {\n  api_name            = var.name\n  api_management_name = var.apim\n  xml_content         = file("${path.module}/policy.xml")\n}\n',
    'src/modules/shared/policy.xml': template('shared.contoso.com'),
  };
  for (const name of environments) files[`src/core/env/${name}/terraform.tfvars`] = `env = "${name}"\n`;
  for (let index = 0; index < roots; index += 1) Object.assign(files, root(index));
  for (let at = Object.keys(files).length; at < 5000; at += 1) files[`docs/part-${at % 50}/page-${at}.md`] = `# Page ${at}\n`;
  return files;
}

/** A change of one API's template. */
export const changedTemplate: Files = { 'src/domains/team-7/api/api-7-1/policy.xml.tpl': template('other.contoso.com') };

/** A change of what the shared module deploys. */
export const changedModule: Files = { 'src/modules/shared/policy.xml': template('other.contoso.com') };
