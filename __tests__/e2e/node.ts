/** The Node that runs the bundles: the one that runs the tests, or the one APIM_CORS_NODE names. */
export const node = process.env['APIM_CORS_NODE'] ?? process.execPath;
