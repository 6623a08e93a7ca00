/** The tool's name in reports. */
export const toolName = 'apim-cors-review';
