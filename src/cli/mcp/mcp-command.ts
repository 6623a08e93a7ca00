import { realpathSync } from 'node:fs';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Protocol } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CallToolRequestSchema,
  InitializeRequestSchema,
  LATEST_PROTOCOL_VERSION,
  ListToolsRequestSchema,
  SUPPORTED_PROTOCOL_VERSIONS,
  type CallToolResult,
  type Notification,
  type Request,
  type Result,
} from '@modelcontextprotocol/sdk/types.js';
import { version } from '../../version.js';
import { exit } from '../exit.js';
import { callTool } from './mcp-call.js';
import { inputSchema, ToolProblem, tools } from './mcp-tools.js';

/**
 * The SDK's protocol with tools only. Its own `Server` validates answers to a server's questions, with a JSON Schema validator of 130 kB; this one asks none.
 */
class ToolServer extends Protocol<Request, Notification, Result> {
  protected override assertCapabilityForMethod(): void {
    // It sends no requests.
  }

  protected override assertNotificationCapability(): void {
    // Nor notifications of its own.
  }

  protected override assertRequestHandlerCapability(): void {
    // All handlers are below.
  }

  protected override assertTaskCapability(): void {
    // It knows no tasks.
  }

  protected override assertTaskHandlerCapability(): void {
    // It knows no tasks.
  }
}

/** `apim-cors mcp`: answers on standard input and output until the client closes them; returns the exit code. */
export async function serveTools(): Promise<number> {
  const root = realpathSync(process.cwd());
  const server = new ToolServer();
  server.setRequestHandler(InitializeRequestSchema, ({ params: { protocolVersion } }) => ({
    protocolVersion: SUPPORTED_PROTOCOL_VERSIONS.includes(protocolVersion) ? protocolVersion : LATEST_PROTOCOL_VERSION,
    capabilities: { tools: {} },
    serverInfo: { name: 'apim-cors', version },
    instructions: 'Reads Azure API Management policies below the folder it was started in. It writes nothing and calls nobody.',
  }));
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map((tool) => ({
      name: tool.name,
      description: tool.about,
      inputSchema: inputSchema(tool),
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => answerTo(params.name, params.arguments ?? {}, root, signal));
  const closed = new Promise<void>((done) => {
    server.onclose = done;
    process.stdin.once('end', done);
  });
  await server.connect(new StdioServerTransport());
  await closed;
  return exit.done;
}

async function answerTo(name: string, given: Readonly<Record<string, unknown>>, root: string, signal: AbortSignal): Promise<CallToolResult> {
  const tool = tools.find((one) => one.name === name);
  try {
    if (tool === undefined) throw new ToolProblem(`there is no tool '${name.slice(0, 60)}'; there are ${tools.map((one) => one.name).join(', ')}`);
    const { text, json } = await callTool(tool, given, root, signal);
    return { content: [{ type: 'text', text }], ...(json === null ? {} : { structuredContent: { ...json } }) };
  } catch (error) {
    const says =
      error instanceof ToolProblem ? error.message : `this is a bug of apim-cors: ${error instanceof Error ? error.message : String(error)}`;
    return { content: [{ type: 'text', text: says }], isError: true };
  }
}
