/** The name under which the tool reports itself. */
export const toolName = 'apim-cors-review';
