import { HttpBrowser } from "../http/browser";
import { makeApplication } from "./applications";

export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** A program without a browser of its own that asks to act for somebody of the workspace. */
export async function askingDevice(workspaceId: string, scope = "openid email") {
  const { clientId } = await makeApplication(workspaceId, {
    name: "Command line",
    kind: "native",
    authMethod: "none",
    grantTypes: [DEVICE_GRANT, "refresh_token"],
    redirectUris: [],
  });
  const response = await new HttpBrowser().request("/oauth/device/code", {
    method: "POST",
    body: new URLSearchParams({ client_id: clientId, scope }),
    headers: { "user-agent": "billing-cli/2.1" },
  });
  const body = (await response.json()) as {
    user_code: string;
    device_code: string;
    verification_uri: string;
  };
  return { clientId, code: body.user_code, deviceCode: body.device_code, page: body.verification_uri };
}
