// What a page needs before it is printed. The rules of paper (style.css, @media print) are laid over the screen for a
// moment and the page is walked as a printer would: a picture that would send its card to the next page, and leave the
// rest of this one empty, is made a little smaller instead. No card is cut in two where it fits one page.
const LARGER = 1.05 // how much a picture may grow on paper
// how close together rows, bars, points and bands may come, with letters as large as before,
const FLATTER = { heatmap: 0.6, bar: 0.68, scatter: 0.68, sankey: 0.8 }
const SMALLER = 0.7 // how much smaller letters may be for a card to stay on its page,
const LEAST = 0.3 // and how small a picture may be for its card to be on one page at all
const MAP = 0.55 // a map has large letters
const SHEET = { wide: 1062, tall: 728 } // A4 across within its margins of 8 mm, in pixels, and a few to spare
const EMPTY = 0.4 // how much of a page may stay empty before a list begins on it and goes on over the next
const LABEL = 30 // pixels of the name of a view, which stands on the page of its first card
const SPARE = 12 // pixels that rounding may take,
const FOOT_ROOM = 22 // and pixels above and below the foot of the page
const CARD = '[class*="st-key-card_"]'
const FOOT = "footer.site"
const WHOLE = `${CARD}, [class*="st-key-case_"], dl.tiles, .tile, tr, li, h2, h3, ${FOOT}`
const ROW = '[data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"])'
const seen = (part) => part.getBoundingClientRect().height > 0

/** Run `measure` while the rules for paper hold, on a page as wide as paper. */
function asOnPaper(measure) {
  const rules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSMediaRule && /\b(print|screen)\b/.test(rule.media.mediaText))
    .map((rule) => ({ rule, said: rule.media.mediaText }))
  const frames = [document.documentElement, document.body, document.querySelector(".stApp")]
  const kept = frames.map((frame) => frame.style.width)
  for (const { rule, said } of rules) rule.media.mediaText = /\bprint\b/.test(said) ? "all" : "not all"
  for (const frame of frames) frame.style.width = `${SHEET.wide / (Number(getComputedStyle(frame).zoom) || 1)}px`
  try {
    measure()
  } finally {
    frames.forEach((frame, at) => { frame.style.width = kept[at] })
    for (const { rule, said } of rules) rule.media.mediaText = said
  }
}

/** One walk over a page: how large each picture is to be, as a share of what it would be. */
class Walk {
  shares = new Map()
  placed = []

  /** Where a part ends that begins at `top`, both counted from the first page on. */
  flow(part, top) {
    const box = part.getBoundingClientRect()
    if (part.matches(WHOLE) && !this.long(part, box.height, top)) return this.whole(part, box.height, top)
    const inside = [...part.children].filter(seen)
    if (!inside.length || !part.querySelector(WHOLE)) return top + box.height
    if (part.matches(ROW)) return Math.max(...inside.map((column) => this.flow(column, top)))
    let [at, above] = [top, box.top]
    for (const child of inside) {
      const { top: from, bottom } = child.getBoundingClientRect()
      at = this.flow(child, at + from - above)
      above = bottom
    }
    return at + box.bottom - above
  }

  /** Taller than a page whatever is done, or a list that would leave much of a page empty: it is cut between its rows. */
  long(part, tall, top) {
    const picture = pictureOf(part)
    const left = SHEET.tall - (top % SHEET.tall)
    const list = !picture && part.matches(CARD) && part.querySelector("table.on-paper")
    const long = list
      ? tall > SHEET.tall || (tall > left && left > EMPTY * SHEET.tall)
      : tall > SHEET.tall && this.share(part, picture, tall, SHEET.tall - LABEL) < LEAST
    if (long) part.dataset.long = ""
    return long
  }

  share(part, picture, tall, room) {
    const drawn = picture?.getBoundingClientRect().height ?? 0
    return drawn ? (room - SPARE - (tall - drawn)) / drawn : 0
  }

  /** One that is not to be cut: on what is left of its page, there with a smaller picture, or on the next. */
  whole(part, tall, top) {
    if (part.matches(FOOT)) return this.foot(tall)
    const left = SHEET.tall - (top % SHEET.tall)
    const picture = pictureOf(part)
    if (tall <= left) return this.place(picture, 1, top + tall)
    const here = this.share(part, picture, tall, left)
    if (picture && here >= least(picture)) return this.place(picture, here, top + left)
    if (tall <= SHEET.tall) return this.place(picture, 1, top + left + tall)
    const there = this.share(part, picture, tall, SHEET.tall - LABEL)
    return this.place(picture, there, top + left + SHEET.tall)
  }

  place(picture, share, end) {
    this.placed.push({ picture, end })
    if (picture && share < 1) this.shares.set(picture, share)
    return end
  }

  /** The foot of the page, for which the last cards make room, so that it is not alone on the next. */
  foot(tall) {
    const end = Math.max(0, ...this.placed.map((one) => one.end))
    const edge = Math.ceil(end / SHEET.tall) * SHEET.tall
    const limit = edge - tall - FOOT_ROOM
    const last = this.placed
      .filter((one) => one.end > limit && one.end > edge - SHEET.tall)
      .map((one) => {
        const drawn = one.picture?.getBoundingClientRect().height ?? 0
        return { ...one, share: drawn ? (this.shares.get(one.picture) ?? 1) - (one.end + SPARE - limit) / drawn : 0 }
      })
    if (last.every(({ picture, share }) => picture && share >= least(picture)))
      last.forEach(({ picture, share }) => this.shares.set(picture, share))
    return edge
  }
}

const pictureOf = (part) => (part.matches(CARD) ? [...part.querySelectorAll(".svg-container, img.on-paper")].find(seen) : null)

const plotOf = (picture) => picture.closest(".js-plotly-plot")

function flattest(picture) {
  const plot = plotOf(picture)
  return (plot && !plot.layout.meta && FLATTER[plot.data[0]?.type]) || 1
}

const least = (picture) => (picture.matches("img") ? MAP : flattest(picture) * SMALLER)

/** What is drawn lies closer together first; only then is the picture smaller as a whole. */
function shrink(picture, share) {
  const { width, height } = picture.getBoundingClientRect()
  const zoom = width / picture.offsetWidth || 1
  if (picture.matches("img")) {
    picture.style.maxHeight = `${Math.floor((height * share) / zoom)}px`
    return
  }
  const flat = Math.max(share, flattest(picture))
  if (flat < 1) flatten(picture, flat)
  picture.style.setProperty("--wide", `${Math.floor((width * share) / flat / zoom)}px`)
}

/** Less tall and as wide; letters and marks are stretched back where they stand. */
function flatten(frame, flat) {
  const { clientWidth: wide, clientHeight: tall } = frame
  const marks = [...frame.querySelectorAll(".main-svg :is(text, path.point, .legendpoints path)")]
  let [above, below] = [0, 0] // how far letters that are turned, or stand in several lines, will reach beyond the picture
  const middles = marks.map((mark) => {
    const { x, y, width, height } = mark.getBBox()
    const own = mark.transform.baseVal.consolidate()?.matrix
    const middle = own ? own.b * (x + width / 2) + own.d * (y + height / 2) + own.f : y + height / 2
    const reach = own ? Math.abs(own.b) * width + Math.abs(own.d) * height : height
    above = Math.max(above, reach / 2 - middle * flat)
    below = Math.max(below, reach / 2 - (mark.ownerSVGElement.viewBox.baseVal.height - middle) * flat)
    return middle
  })
  marks.forEach((mark, at) => {
    const said = mark.getAttribute("transform") ?? ""
    mark.dataset.paper = said
    mark.setAttribute("transform", `matrix(1 0 0 ${1 / flat} 0 ${middles[at] * (1 - 1 / flat)}) ${said}`)
  })
  frame.style.setProperty("--shape", `${wide} / ${tall * flat}`)
  if (above > 0) frame.style.marginTop = `${Math.ceil(above)}px`
  if (below > 0) frame.style.marginBottom = `${Math.ceil(below)}px`
  frame.querySelectorAll(".main-svg").forEach((drawing) => drawing.setAttribute("preserveAspectRatio", "none"))
}

/** A drawing keeps the size it has on screen unless its own coordinates are named; afterwards a window may change it again. */
function toPaper() {
  for (const notes of document.querySelectorAll("details.notes:not([open])")) {
    notes.open = true // nobody can open them on paper, and they take room beside the picture
    notes.dataset.paper = ""
  }
  for (const frame of document.querySelectorAll(".svg-container")) {
    const { clientWidth: wide, clientHeight: tall } = frame
    if (!wide || !tall) continue
    frame.style.setProperty("--shape", `${wide} / ${tall}`)
    frame.style.setProperty("--wide", `${Math.round(wide * LARGER)}px`)
    frame.querySelectorAll(".main-svg").forEach((drawing) => drawing.setAttribute("viewBox", `0 0 ${wide} ${tall}`))
  }
  for (const row of document.querySelectorAll('[data-testid="stHorizontalBlock"]')) {
    const columns = [...row.querySelectorAll(':scope > [data-testid="stColumn"]')]
    row.style.setProperty("--columns", columns.map((column) => `minmax(0, ${column.offsetWidth}fr)`).join(" "))
  }
  asOnPaper(() => {
    const walk = new Walk()
    document.querySelectorAll(".stMainBlockContainer").forEach((page) => walk.flow(page, 0))
    walk.shares.forEach((share, picture) => shrink(picture, share))
  })
}

function toScreen() {
  for (const notes of document.querySelectorAll("details.notes[data-paper]")) {
    notes.open = false
    delete notes.dataset.paper
  }
  for (const drawing of document.querySelectorAll(".svg-container .main-svg")) {
    drawing.removeAttribute("viewBox")
    drawing.removeAttribute("preserveAspectRatio")
    for (const mark of drawing.querySelectorAll("[data-paper]")) {
      mark.setAttribute("transform", mark.dataset.paper)
      delete mark.dataset.paper
    }
  }
  for (const side of ["margin-top", "margin-bottom"])
    document.querySelectorAll(".svg-container").forEach((frame) => frame.style.removeProperty(side))
  document.querySelectorAll("[data-long]").forEach((card) => delete card.dataset.long)
  document.querySelectorAll("img.on-paper").forEach((image) => image.style.removeProperty("max-height"))
}

window.addEventListener("beforeprint", toPaper)
window.addEventListener("afterprint", toScreen)
