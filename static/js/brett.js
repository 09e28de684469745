// Draws the threads between cards from the references that stand in them. Without it dots and references say the same.
(() => {
  const SVG = 'http://www.w3.org/2000/svg'
  const wide = matchMedia('(min-width: 992px)')
  let waiting = false

  function pairs (board) {
    const found = new Map()
    for (const reference of board.querySelectorAll('.nw-karte .nw-bezug[href^="#"]')) {
      const here = reference.closest('.nw-karte')
      const there = document.getElementById(reference.hash.slice(1))
      if (!there || !board.contains(there)) continue
      const [left, right] = [here, there].sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left)
      found.set(left.id + ' ' + right.id, [left, right])
    }
    return found.values()
  }

  function draw () {
    waiting = false
    for (const board of document.querySelectorAll('.nw-brett')) {
      let svg = board.querySelector(':scope > .nw-faeden')
      if (!svg) {
        svg = document.createElementNS(SVG, 'svg')
        svg.setAttribute('class', 'nw-faeden')
        svg.setAttribute('aria-hidden', 'true')
        board.prepend(svg)
      }
      svg.replaceChildren()
      if (!wide.matches) continue
      const frame = board.getBoundingClientRect()
      for (const [left, right] of pairs(board)) {
        const a = left.getBoundingClientRect()
        const b = right.getBoundingClientRect()
        const x1 = a.right - frame.left
        const x2 = b.left - frame.left
        const y1 = a.top - frame.top + 28
        const y2 = b.top - frame.top + 28
        const bend = (x2 - x1) / 2
        const path = document.createElementNS(SVG, 'path')
        path.setAttribute('d', `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`)
        svg.append(path)
      }
    }
  }

  function later () {
    if (!waiting) requestAnimationFrame(draw)
    waiting = true
  }

  new ResizeObserver(later).observe(document.body)
  document.addEventListener('htmx:after:swap', later)
  document.addEventListener('nw:brett', later)
  document.fonts.ready.then(later)
})()
