// Writes Europe as SVG paths, a country a line, for the build to embed: node write-map.mjs OUT.json. Shapes: Natural Earth, public
// domain, by the package world-atlas; equal-area, so that no country looks larger than it is.
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {geoAzimuthalEqualArea, geoPath} from 'd3-geo';
import {feature} from 'topojson-client';

const require = createRequire(import.meta.url);
const world = JSON.parse(readFileSync(require.resolve('world-atlas/countries-50m.json')));
// ISO 3166-1 numeric to alpha-2, of the countries that data/countries knows.
const codes = {
  '040': 'AT', '056': 'BE', '100': 'BG', '191': 'HR', '196': 'CY', '203': 'CZ', '208': 'DK', '233': 'EE', '246': 'FI', '250': 'FR', '276': 'DE',
  '300': 'GR', '348': 'HU', '372': 'IE', '380': 'IT', '428': 'LV', '440': 'LT', '442': 'LU', '470': 'MT', '528': 'NL', '616': 'PL', '620': 'PT',
  '642': 'RO', '703': 'SK', '705': 'SI', '724': 'ES', '752': 'SE', '352': 'IS', '438': 'LI', '578': 'NO', '807': 'MK', '688': 'RS', '792': 'TR',
  '756': 'CH', '826': 'GB', '499': 'ME', '008': 'AL', '070': 'BA',
};
const width = 640;
const height = 560;
const projection = geoAzimuthalEqualArea().rotate([-13, -52]).scale(920).translate([width / 2 - 10, height / 2 + 12])
  .clipExtent([[0, 0], [width, height]]).precision(0.3);
const path = geoPath(projection).digits(1);
const out = {width, height, countries: []};
for (const country of feature(world, world.objects.countries).features) {
  const code = codes[country.id] ?? (country.properties.name === 'Kosovo' ? 'XK' : undefined);
  if (!code) continue;
  const d = path(country);
  if (!d) continue;
  const [x, y] = path.centroid(country).map(n => Math.round(n));
  out.countries.push({code, x, y, d});
}
out.countries.sort((a, b) => a.code < b.code ? -1 : 1);
writeFileSync(process.argv[2], JSON.stringify(out));
