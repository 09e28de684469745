// Called by script/assets: KERN reduced to what our pages use + our own CSS -> static/gebaut/netzwerkstatt.css;
// static/css/leinwand, which only the projector loads -> static/gebaut/leinwand.css
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from 'lightningcss'
import { PurgeCSS } from 'purgecss'

const files = (folder, ending) =>
  readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending)).sort().map((name) => join(folder, name))
const read = (name) => readFileSync(name, 'utf8')

const content = [...files('templates', '.html'), ...files('static/js', '.js')]
for (const app of ['konferenz', 'teilnehmer', 'themen']) content.push(...files(app, '.py'))
const text = content.map(read).join('\n')

// {% icon "mail" %} names its class only in part
const icons = [...text.matchAll(/icon ["']([a-z-]+)["']/g)].map((match) => `kern-icon--${match[1]}`)

const faces = [400, 500, 600].flatMap((weight) => [
  face(weight, `schrift/fira-${weight}.woff2`, 'U+0000-00FF,U+2000-22FF'),
  face(weight, `schrift/fira-${weight}-mehr.woff2`, 'U+0100-024F,U+0259,U+1E00-1EFF'),
])
function face (weight, url, range) {
  return `@font-face{font-family:"Fira Sans";font-weight:${weight};font-style:normal;font-display:swap;src:url("${url}") format("woff2");unicode-range:${range}}`
}

// KERN repeats every token's value as a fallback; where the token is defined that is dead weight
const whole = read('node_modules/@kern-ux/native/dist/kern.css')
const defined = new Set([...whole.matchAll(/(--kern-[\w-]+)\s*:/g)].map((match) => match[1]))
const kern = whole.replace(/var\((--kern-[\w-]+),\s*[^()]+\)/g, (all, name) => (defined.has(name) ? `var(${name})` : all))
const projector = files('static/css/leinwand', '.css')
const own = files('static/css', '.css').filter((name) => !projector.includes(name)).map(read).join('\n')
const big = projector.map(read).join('\n')
const [purged] = await new PurgeCSS().purge({
  // PurgeCSS does not see through :is(body, …):not(…), which carries KERN's contextual colours
  css: [{ raw: kern.replace(/:is\(body,[^)]*\):not\(\[class\*=kern-level-\]\)/g, 'body') }],
  content: [{ raw: text, extension: 'html' }],
  safelist: {
    standard: ['html', 'body', ':root', 'kern-sr-only', ...icons],
    // KERN's common components stay whole: pages combine them freely and name their kinds in variables
    deep: [/^kern-(alert|badge|btn|body|error|hint|label|link|form-input|form-check|fieldset|heading-x-large|heading-large|heading-medium|title|preline|table|task-list)/,
      /^kern-(level-1|layer)$/, /^kern-icon--(info|success|warning|danger|small)$/],
  },
})

// tokens that nothing uses any more, until none is left
let css = `${purged.css}\n${own}`
for (let before = ''; before !== css;) {
  before = css
  const used = new Set([...(css + big).matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]))
  css = css.replace(/^\s*(--kern-[\w-]+):[^;{}]*;$/gm, (all, name) => (used.has(name) ? all : ''))
}
mkdirSync('static/gebaut', { recursive: true })
const { code } = transform({ filename: 'netzwerkstatt.css', code: Buffer.from(`${faces.join('\n')}\n${css}`), minify: true })
writeFileSync('static/gebaut/netzwerkstatt.css', code)
writeFileSync('static/gebaut/leinwand.css', transform({ filename: 'leinwand.css', code: Buffer.from(big), minify: true }).code)

const print = ['300', '400', '400i', '500', '600', '700'].map((name) =>
  `@font-face{font-family:"Fira Sans";font-weight:${parseInt(name)};font-style:${name.endsWith('i') ? 'italic' : 'normal'};src:url("fira-${name}.ttf")}`)
writeFileSync('static/gebaut/druck/schrift.css', print.join('\n') + '\n')
console.log(`static/gebaut/netzwerkstatt.css: ${code.length} Bytes`)
