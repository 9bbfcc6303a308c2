// Says the document's language, and says what Streamlit writes by itself (labels of its buttons, hints, messages of a
// lost connection) in that language too: every phrase of `builtin` is known in both, {label} stands for any text.
// Maps are built for the width there is: the page is told when it was built for another (a small window, a turned tablet).
// What scrolls within the page (on a narrow screen, or while a drawing grows) becomes a stop of the keyboard, which could
// not reach the rest of it; what goes on sideways, and a table that goes on below, says so: a telephone shows no bar until
// it is touched.
const ATTRIBUTES = ["aria-label", "placeholder", "title", "alt"]
const DRAWINGS = "svg, canvas, script, style"
const FRAMES = '[class*="st-key-wide"], [class*="st-key-rows"], [class*="st-key-figure_"], .sheet'
let phrases = new Map()
let patterns = []
let observer = null
const narrow = matchMedia("(max-width: 640px)")

function learn(pairs) {
  phrases = new Map(pairs.filter(([from, to]) => from !== to && !from.includes("{label}")))
  patterns = pairs
    .filter(([from, to]) => from !== to && from.includes("{label}"))
    .map(([from, to]) => {
      const [before, after] = from.split("{label}")
      return { before, after, put: (label) => to.replace("{label}", () => label) }
    })
}

function said(text) {
  const known = phrases.get(text.trim())
  if (known) return known
  const found = patterns.find(
    ({ before, after }) => text.length > before.length + after.length && text.startsWith(before) && text.endsWith(after)
  )
  return found ? found.put(text.slice(found.before.length, text.length - found.after.length)) : null
}

function sayAttributes(element) {
  for (const name of ATTRIBUTES) {
    const told = element.hasAttribute(name) ? said(element.getAttribute(name)) : null
    if (told) element.setAttribute(name, told)
  }
}

function sayText(node) {
  const told = phrases.get(node.data.trim())
  if (told && !node.parentElement?.closest(DRAWINGS)) node.data = told
}

function sayAll(root) {
  if (root.nodeType === Node.TEXT_NODE) return sayText(root)
  if (root.nodeType !== Node.ELEMENT_NODE || root.closest(DRAWINGS)) return
  sayAttributes(root)
  root.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join()).forEach(sayAttributes)
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) sayText(texts.currentNode)
}

function follow(changes) {
  for (const change of changes) {
    if (change.type === "attributes") sayAttributes(change.target)
    else if (change.type === "characterData") sayText(change.target)
    else change.addedNodes.forEach(sayAll)
  }
  if (changes.some((change) => change.type === "childList")) lookSoon()
}

// Once when the page has come to rest: each look lays the page out anew, and a page comes in hundreds of changes.
let look = 0
function lookSoon() {
  clearTimeout(look)
  look = setTimeout(openFrames, 100)
}

function openFrames() {
  for (const part of document.querySelectorAll(FRAMES)) {
    // a drawing grows in its frame after the page has changed its width, without a new element
    for (const box of [part, ...part.children]) if (!watched.has(box)) watched.add(box) && sizes.observe(box)
    if (part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1) part.tabIndex = 0
    else part.removeAttribute("tabindex")
    const sideways = part.scrollWidth > part.clientWidth + 1
    // a table that ends below its box; a drawing is never longer than its frame
    const down = part.className.includes("st-key-rows") && part.scrollHeight > part.clientHeight + 1
    if (sideways || down) part.dataset.more = sideways ? more : below
    else delete part.dataset.more
  }
}

let more = ""
let below = ""
const watched = new WeakSet()
const sizes = new ResizeObserver(lookSoon)

export default function ({ data, setStateValue }) {
  const tellWidth = () => {
    // paper has a width of its own, and is no reason to build the page anew
    if (!matchMedia("print").matches && narrow.matches !== data.narrow) setStateValue("narrow", narrow.matches)
  }
  narrow.onchange = tellWidth
  tellWidth()
  more = data.more
  below = data.below
  document.documentElement.lang = data.language
  document.documentElement.dataset.built = data.narrow ? "narrow" : "wide"
  sizes.observe(document.body)
  observer?.disconnect()
  learn(data.phrases)
  sayAll(document.body)
  observer = new MutationObserver(follow)
  observer.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  })
}
