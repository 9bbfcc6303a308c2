"""Texts of figures as a browser draws them: which lie on one another, and which reach beyond their figure.

Each line of a text is a box turned as the text is; two boxes lie apart where a line can be drawn between them along one of
their sides. A box is the letters themselves, not the height of the line.
"""

CROWDED = """() => {
  const SLACK = 0.5, BLANK = 0.2  // pixels; of the height of a line above and below its letters
  const lines = text => {
    const found = new Map(), turn = text.getScreenCTM()
    for (let at = 0; at < text.getNumberOfChars(); at++) {
      const {x, y, width, height} = text.getExtentOfChar(at)
      if (!width) continue
      const line = found.get(Math.round(y)) ?? {left: x, right: x, top: y + BLANK * height, foot: y + (1 - BLANK) * height}
      found.set(Math.round(y), {...line, left: Math.min(line.left, x), right: Math.max(line.right, x + width)})
    }
    const put = (x, y) => [turn.a * x + turn.c * y + turn.e, turn.b * x + turn.d * y + turn.f]
    return [...found.values()].map(({left, right, top, foot}) =>
      [put(left, top), put(right, top), put(right, foot), put(left, foot)])
  }
  const gap = (one, other) => Math.max(...[one, other].flatMap(box => box.map((corner, at) => {
    const next = box[(at + 1) % 4], long = Math.hypot(next[0] - corner[0], next[1] - corner[1]) || 1
    const along = [(corner[1] - next[1]) / long, (next[0] - corner[0]) / long]
    const [a, b] = [one, other].map(points => points.map(([x, y]) => x * along[0] + y * along[1]))
    return Math.max(Math.min(...b) - Math.max(...a), Math.min(...a) - Math.max(...b))
  })))
  const seen = text => {
    const look = getComputedStyle(text), box = text.getBoundingClientRect()
    return text.textContent.trim() && !text.closest('.hoverlayer') && look.visibility !== 'hidden' && look.display !== 'none'
      && +look.opacity && box.width > 1 && box.height > 1
  }
  return [...document.querySelectorAll('[data-testid=stPlotlyChart]')].flatMap(chart => {
    const key = [...chart.closest('[class*=st-key-card_]').classList].find(name => name.startsWith('st-key-card_')).slice(12)
    const frame = chart.querySelector('.main-svg').getBoundingClientRect()
    const texts = [...chart.querySelectorAll('.main-svg text')].filter(seen)
      .map(text => ({said: text.textContent, boxes: lines(text)}))
    return texts.flatMap(({said, boxes}, at) => {
      const [x, y] = [0, 1].map(side => boxes.flat().map(point => point[side]))
      const beyond = Math.max(frame.left - Math.min(...x), Math.max(...x) - frame.right,
        frame.top - Math.min(...y), Math.max(...y) - frame.bottom)
      const over = texts.slice(at + 1).filter(other => boxes.some(box => other.boxes.some(its => gap(box, its) < -SLACK)))
      return [...(beyond > 1 ? [`${key}: ${said} is cut`] : []), ...over.map(other => `${key}: ${said} × ${other.said}`)]
    })
  })
}"""
