// Draws one figure with its title, reading, notes and demo mark on a sheet, and saves it as SVG or PNG.
// Everything comes from this server: Plotly's library, and for PNG the font, which an image cannot borrow from its page.

const MARGIN = 32
const SCALE = 2
const NEVER_LAST = /[（「『［(]+$/
const NEVER_FIRST = "、。，．・：；？！）」』】〕…ー％℃゛゜"

export default function ({ data, parentElement }) {
  const status = parentElement.querySelector("[role=status]")
  for (const button of parentElement.querySelectorAll("button")) {
    const kind = button.dataset.kind
    button.textContent = data.says[kind]
    button.onclick = async () => {
      button.disabled = true
      status.textContent = data.says.saving
      try {
        hand(await (kind === "png" ? png(data) : svg(data)), `${data.file}.${kind}`)
        status.textContent = data.says.saved
      } catch (problem) {
        console.warn(problem)
        status.textContent = data.says.failed
      }
      button.disabled = false
    }
  }
}

async function svg(data) {
  return new Blob([(await compose(data, "")).text], { type: "image/svg+xml;charset=utf-8" })
}

async function png(data) {
  const faces = await Promise.all([face(data.urls.font, 400), face(data.urls.bold, 700)])
  const sheet = await compose(data, faces.join(""))
  const address = URL.createObjectURL(new Blob([sheet.text], { type: "image/svg+xml;charset=utf-8" }))
  try {
    const picture = new Image()
    picture.src = address
    await picture.decode()
    const canvas = document.createElement("canvas")
    canvas.width = sheet.width * SCALE
    canvas.height = sheet.height * SCALE
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height)
    return await new Promise((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("empty canvas"))), "image/png"))
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** The whole sheet as SVG text with its size; `style` holds the fonts of an image that must carry them. */
async function compose(data, style) {
  await Promise.all([400, 700].map((weight) => document.fonts.load(`${weight} 16px ${data.font}`, "あ")))
  const inner = data.width - 2 * MARGIN
  const parts = []
  const marked = data.mark ? mark(data, parts) : 0
  let y = paragraph(parts, data.title, MARGIN, inner - marked, { ...data, size: 24, weight: 700, colour: data.colours.text })
  for (const line of data.lines)
    y = paragraph(parts, line, y + 4, inner, { ...data, size: 16, weight: 400, colour: data.colours.text })
  y = legend(parts, data, y + 8, inner)
  const drawing = await figure(data, inner)
  drawing.setAttribute("x", MARGIN)
  drawing.setAttribute("y", y + 8)
  parts.push(new XMLSerializer().serializeToString(drawing))
  y += 8 + data.height + 12
  parts.push(`<path d="M${MARGIN} ${y}h${inner}" stroke="${data.colours.line}"/>`)
  const small = { ...data, size: 13, weight: 400 }
  for (const note of [...data.notes, ...data.definitions, ...joined(data.origin, inner, small), data.legend])
    y = paragraph(parts, note, y + 4, inner, { ...data, size: 13, weight: 400, colour: data.colours.muted })
  for (const line of data.identity)
    y = paragraph(parts, line, y + 2, inner, { ...data, size: 11, weight: 400, colour: data.colours.muted })
  const height = Math.ceil(y + MARGIN / 2)
  const box = `width="${data.width}" height="${height}"`
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" ${box} viewBox="0 0 ${data.width} ${height}" role="img">` +
    `<title>${escape(data.title)}</title><style>${style}</style>` +
    `<rect ${box} fill="${data.colours.paper}"/>${parts.join("")}</svg>`
  return { text, width: data.width, height }
}

async function figure(data, width) {
  const plotly = await library(data.urls.plotly)
  const { data: traces, layout } = JSON.parse(data.figure)
  const size = { width, height: data.height }
  const drawn = await plotly.toImage({ data: traces, layout: { ...layout, ...size } },
    { format: "svg", imageDataOnly: true, ...size })
  return new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement
}

/** Plotly's library, loaded once a page and only when someone saves. */
function library(address) {
  window.tsunagariPlotly ??= new Promise((done, fail) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = () => done(window.Plotly)
    script.onerror = () => {
      window.tsunagariPlotly = undefined
      fail(new Error(`cannot load ${address}`))
    }
    document.head.append(script)
  })
  return window.tsunagariPlotly
}

async function face(address, weight) {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`cannot load ${address}`)
  const blob = await answer.blob()
  const source = await new Promise((done, fail) => {
    const reader = new FileReader()
    reader.onload = () => done(reader.result)
    reader.onerror = () => fail(reader.error)
    reader.readAsDataURL(new Blob([blob], { type: "font/woff2" }))
  })
  return `@font-face{font-family:"Noto Sans JP";font-weight:${weight};src:url(${source})}`
}

/** The demo mark at the top right; returns the room it takes from the title. */
function mark(data, parts) {
  const wide = measure(data.mark, 16, 700, data.font) + 24
  const x = data.width - MARGIN - wide
  parts.push(`<rect x="${x}" y="${MARGIN + 2}" width="${wide}" height="30" rx="6" fill="${data.colours.markFill}"` +
    ` stroke="${data.colours.mark}"/>`)
  parts.push(text(data.mark, x + 12, MARGIN + 23, { ...data, size: 16, weight: 700, colour: data.colours.mark }))
  return wide + 16
}

function legend(parts, data, y, width) {
  if (!data.signs.length) return y
  let x = 0
  for (const sign of data.signs) {
    const wide = 30 + measure(sign.word, 14, 400, data.font) + 20
    if (x && x + wide > width) [x, y] = [0, y + 28]
    const left = MARGIN + x
    parts.push(`<rect x="${left}" y="${y}" width="22" height="22" rx="3" fill="${sign.fill}" stroke="${data.colours.muted}"/>`)
    parts.push(text(sign.glyph, left + 11, y + 16, { ...data, size: 13, weight: 700, colour: sign.ink, anchor: "middle" }))
    parts.push(text(sign.word, left + 30, y + 16, { ...data, size: 14, weight: 400, colour: data.colours.text }))
    x += wide
  }
  return y + 28
}

/** Parts side by side on as few lines as hold them, none of them cut. */
function joined(items, width, { size, weight, font }) {
  const lines = []
  for (const item of items) {
    const longer = lines.length ? `${lines.at(-1)} ｜ ${item}` : item
    if (lines.length && measure(longer, size, weight, font) <= width) lines[lines.length - 1] = longer
    else lines.push(item)
  }
  return lines
}

/** Adds `words` below `y`, broken into lines; returns where the next thing may begin. */
function paragraph(parts, words, y, width, look) {
  for (const line of wrap(words, width, look)) {
    parts.push(text(line, MARGIN, y + look.size, look))
    y += Math.round(look.size * 1.5)
  }
  return y
}

function wrap(words, width, { size, weight, font }) {
  const lines = [""]
  for (const token of words.match(/[\x21-\x7e]+|[\s\S]/gu) ?? []) {
    const last = lines.length - 1
    const fits = measure(lines[last] + token, size, weight, font) <= width
    if (token === "\n") lines.push("")
    else if (fits || !lines[last] || NEVER_FIRST.includes(token)) lines[last] += token
    else {
      const [opening] = lines[last].match(NEVER_LAST) ?? [""]
      if (opening) lines[last] = lines[last].slice(0, -opening.length)
      lines.push(opening + token.trimStart())
    }
  }
  return lines
}

const pen = document.createElement("canvas").getContext("2d")

function measure(words, size, weight, font) {
  pen.font = `${weight} ${size}px ${font}`
  return pen.measureText(words).width
}

function text(words, x, y, { size, weight, colour, font, anchor = "start" }) {
  const look = `font-family="${escape(font)}" font-size="${size}" font-weight="${weight}" fill="${colour}"`
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" ${look}>${escape(words)}</text>`
}

function escape(words) {
  return words.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}

function hand(blob, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
