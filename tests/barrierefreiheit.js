// Run in a page by test_barrierefreiheit.py; each function gives a list of sentences, empty when all is well.
(() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const name = (element) => {
    const text = (element.getAttribute('aria-label') || element.textContent || element.name || '').trim().replace(/\s+/g, ' ')
    return `<${element.localName}${element.className ? ` class="${element.className}"` : ''}> ${text.slice(0, 50)}`
  }
  const all = (selector, from = document) => [...from.querySelectorAll(selector)]

  function structure() {
    const found = []
    if (document.documentElement.lang !== 'de') found.push(`lang=${document.documentElement.lang}`)
    if (!/^\S.* – Netzwerkstatt$/.test(document.title)) found.push(`title: ${document.title}`)
    const headings = all('h1, h2, h3, h4, h5, h6')
    const ones = headings.filter((heading) => heading.localName === 'h1').length
    if (ones !== 1) found.push(`${ones} h1`)
    let before = 0
    for (const heading of headings) {
      const level = Number(heading.localName[1])
      if (level > before + 1) found.push(`h${before} followed by ${name(heading)}`)
      if (!heading.textContent.trim()) found.push(`empty heading ${name(heading)}`)
      before = level
    }
    const ids = all('[id]').map((element) => element.id)
    for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) found.push(`id twice: ${id}`)
    for (const field of all('input, select, textarea')) {
      if (['hidden', 'submit', 'button'].includes(field.type)) continue
      if (!field.labels.length && !field.ariaLabel && !field.getAttribute('aria-labelledby')) found.push(`no label: ${name(field)}`)
    }
    for (const owner of all('[aria-describedby], [aria-labelledby], [aria-controls]')) {
      for (const attribute of ['aria-describedby', 'aria-labelledby', 'aria-controls']) {
        for (const id of (owner.getAttribute(attribute) || '').split(/\s+/).filter(Boolean)) {
          if (!document.getElementById(id)) found.push(`${attribute}=${id} names nothing: ${name(owner)}`)
        }
      }
    }
    for (const link of all('a[href^="#"]')) {
      if (!document.getElementById(link.hash.slice(1))) found.push(`leads nowhere: ${name(link)} ${link.hash}`)
    }
    // nobody presses anything on the projector
    for (const word of document.body.matches('.nw-leinwand') ? [] : ['Datenschutz', 'Impressum', 'Barrierefreiheit']) {
      if (!all('a[href]').some((link) => link.textContent.trim() === word && shown(link))) found.push(`no link ${word}`)
    }
    return found
  }

  // What the server sent, not what scripts made of it.
  function inline(html) {
    const sent = new DOMParser().parseFromString(html, 'text/html')
    return all('style, [style], script:not([src])', sent).map((element) => `inline: ${element.outerHTML.slice(0, 120)}`).concat(
      all('*', sent).flatMap((element) => element.getAttributeNames().filter((key) => key.startsWith('on')).map((key) => `${key}: ${name(element)}`)))
  }

  function scrollsItself(element) {
    for (let outer = element.parentElement; outer; outer = outer.parentElement) {
      if (outer !== document.documentElement && outer !== document.body && getComputedStyle(outer).overflowX !== 'visible') return true
    }
    return false
  }

  function sideways() {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    const wide = all('body *').filter((element) => shown(element) && element.getBoundingClientRect().right > width + 0.5 && !scrollsItself(element))
    return [`scrolls to ${document.documentElement.scrollWidth} px`, ...wide.slice(-5).map((element) => `${Math.round(element.getBoundingClientRect().right)} px: ${name(element)}`)]
  }

  // WCAG 2.5.8 excepts links within a sentence; a choice counts together with its label.
  function small() {
    const found = []
    for (const target of all('a[href], button, summary, select, textarea, input:not([type=hidden])')) {
      if (!shown(target) || target.matches('.nw-sprung, .nw-honig')) continue
      if (getComputedStyle(target).display === 'inline' && [...target.parentNode.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue
      const boxes = [target, ...(target.labels || [])].map((element) => element.getBoundingClientRect())
      const width = Math.max(...boxes.map((box) => box.width))
      const height = Math.max(...boxes.map((box) => box.height))
      if (Math.round(width) < 24 || Math.round(height) < 24) found.push(`${Math.round(width)} × ${Math.round(height)} px: ${name(target)}`)
    }
    return found
  }

  // The ring may sit on the element itself, on a drawn part of it or on the label beside it.
  function ring(element) {
    const parts = [[element], [element, '::before'], [element, '::after'], ...(element.labels || []).length ? [[element.labels[0], '::before']] : []]
    return parts.map(([owner, part]) => {
      const style = getComputedStyle(owner, part)
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join()
    }).join(';')
  }
  function focused() {
    const element = document.activeElement
    if (!element || element === document.body) return null
    const box = element.getBoundingClientRect()
    const away = box.bottom <= 0 || box.top >= innerHeight || !shown(element)
    const seen = ring(element)
    element.blur()
    const unseen = ring(element)
    element.focus({ preventScroll: true, focusVisible: true })
    return { name: name(element), away, ring: seen !== unseen }
  }

  return { structure, inline, sideways, small, focused }
})()
