// Making elements. Text is always set as text: what comes from results can't become markup.

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") made.className = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

// What stands between backticks is code.
function withCode(text) {
  return text.split("`").map((part, number) => (number % 2 ? el("code", {}, part) : part));
}

// A verdict: its sign for the eye, its name for everybody else.
function markCell(tag, mark, attributes) {
  const cell = el(tag, { ...attributes, class: `m tone-${mark.tone}`, title: mark.name }, el("span", { class: "sr" }, mark.name));
  cell.dataset.sign = mark.sign;
  return cell;
}

async function copy(text, button) {
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    const area = el("textarea", { class: "sr", readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = done ? "Copied" : "Not copied: select the text";
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

function copyable(text, name) {
  const button = el("button", { type: "button", class: "copy", "aria-label": `Copy ${name}` }, "Copy");
  button.addEventListener("click", () => copy(text, button));
  return el("div", { class: "copyable" }, el("pre", { tabindex: "0" }, el("code", {}, text)), button);
}
