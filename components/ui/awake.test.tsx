import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Button } from "./button";
import { Checkbox } from "./checkbox";
import { Choice } from "./choice";
import { RadioGroup } from "./radio-group";
import { Select } from "./select";
import { SubmitButton } from "./submit-button";
import { TextButton } from "./text-link";

const never = () => undefined;
const OPTIONS = [{ value: "a", label: "A" }];

test.each([
  ["button", <Button key="1">Save</Button>],
  ["submit button", <SubmitButton key="2">Save</SubmitButton>],
  ["choice", <Choice key="3" icon={null} title="Passkey" />],
  ["button that reads as a link", <TextButton key="4">More</TextButton>],
  ["checkbox", <Checkbox key="5" label="Require" checked={false} onChange={never} />],
  ["switch", <Checkbox key="6" asSwitch label="Passkey" checked={false} onChange={never} />],
  ["radio", <RadioGroup key="7" legend="To" name="to" options={OPTIONS} value="a" onValueChange={never} />],
  ["select", <Select key="8" />],
])("a %s takes no press before the page's script is there, and looks as it will", (_, control) => {
  const html = renderToStaticMarkup(control);
  expect(html).toMatch(/<(button|input|select)[^>]* disabled=""/);
  expect(html).toMatch(/<(button|input|select)[^>]* data-waiting="true"/);
});

test("what is disabled anyway looks disabled from the first moment", () => {
  expect(renderToStaticMarkup(<Button disabled>Save</Button>)).not.toContain("data-waiting=");
});
