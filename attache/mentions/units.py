"""What figures are measured in: currencies by ISO 4217 code, measures by their usual symbol.

Sources: ISO 4217 for currency codes, the SI brochure and UCUM for symbols. A bare "$" is the US dollar and a bare
"pound" sterling, as news agencies use them.
"""

from __future__ import annotations

from attache.mentions.numerals import listed

# A sign before the number, longest first.
SIGNS = {
    "US$": "USD",
    "U.S.$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "HK$": "HKD",
    "NZ$": "NZD",
    "S$": "SGD",
    "$US": "USD",
    "$A": "AUD",
    "$C": "CAD",
    "Rs": "INR",
    "RM": "MYR",
    "NT$": "TWD",
    "R$": "BRL",
    "$": "USD",
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₴": "UAH",
    "₺": "TRY",
    "₦": "NGN",
    "₱": "PHP",
    "฿": "THB",
    "₫": "VND",
}
CODES = listed(
    "USD EUR GBP JPY CHF CNY RUB UAH INR AUD CAD NZD SEK NOK DKK PLN CZK HUF RON BGN TRY ILS SAR AED"
    " QAR KWD BHD OMR IRR IQD EGP ZAR NGN KES BRL MXN ARS CLP COP PEN KRW HKD SGD TWD THB MYR IDR PHP"
    " VND PKR BDT LKR ISK BYN KZT GEL AMD AZN RSD"
)
# The nation named before a currency decides: "Australian dollars", "Hong Kong dollars", "Danish crowns".
CURRENCIES = {
    "dollar": {
        "": "USD",
        "us": "USD",
        "american": "USD",
        "australian": "AUD",
        "canadian": "CAD",
        "hong kong": "HKD",
        "singapore": "SGD",
        "new zealand": "NZD",
        "taiwan": "TWD",
        "jamaican": "JMD",
        "zimbabwe": "ZWL",
    },
    "pound": {"": "GBP", "british": "GBP", "egyptian": "EGP", "lebanese": "LBP", "syrian": "SYP", "sudanese": "SDG"},
    "euro": {"": "EUR"},
    "yen": {"": "JPY"},
    "yuan": {"": "CNY"},
    "renminbi": {"": "CNY"},
    "won": {"": "KRW"},
    "baht": {"": "THB"},
    "ruble": {"": "RUB", "belarusian": "BYN"},
    "rouble": {"": "RUB", "belarusian": "BYN"},
    "hryvnia": {"": "UAH"},
    "hryvnias": {"": "UAH"},
    "rupee": {"": "INR", "indian": "INR", "pakistani": "PKR", "sri lankan": "LKR"},
    "franc": {"": "CHF", "swiss": "CHF", "french": "FRF", "cfa": "XOF"},
    "mark": {"german": "DEM", "deutsche": "DEM"},
    "crown": {"danish": "DKK", "norwegian": "NOK", "swedish": "SEK", "czech": "CZK"},
    "krona": {"": "SEK"},
    "kronor": {"": "SEK"},
    "krone": {"norwegian": "NOK", "danish": "DKK"},
    "kroner": {"norwegian": "NOK", "danish": "DKK"},
    "koruna": {"": "CZK"},
    "zloty": {"": "PLN"},
    "zlotys": {"": "PLN"},
    "forint": {"": "HUF"},
    "lira": {"": "TRY", "turkish": "TRY", "italian": "ITL"},
    "lire": {"": "ITL"},
    "shekel": {"": "ILS"},
    "riyal": {"": "SAR", "saudi": "SAR", "qatari": "QAR"},
    "rial": {"": "IRR", "omani": "OMR"},
    "dirham": {"": "AED", "moroccan": "MAD"},
    "dinar": {"iraqi": "IQD", "kuwaiti": "KWD", "serbian": "RSD"},
    "real": {"brazilian": "BRL"},
    "reais": {"": "BRL"},
    "peso": {"": "MXN", "mexican": "MXN", "argentine": "ARS", "chilean": "CLP", "philippine": "PHP"},
    "rand": {"": "ZAR"},
    "naira": {"": "NGN"},
    "shilling": {"": "KES"},
    "ringgit": {"": "MYR"},
    "rupiah": {"": "IDR"},
    "dong": {"": "VND"},
    "taka": {"": "BDT"},
    "tenge": {"": "KZT"},
    "lari": {"": "GEL"},
    "leu": {"": "RON"},
    "lei": {"": "RON"},
    "cent": {"": "USD cent"},
    "penny": {"": "GBP penny"},
    "pence": {"": "GBP penny"},
    "bitcoin": {"": "BTC"},
    "sterling": {"": "GBP"},
}
PERCENT = {
    ("%",): "percent",
    ("percent",): "percent",
    ("per", "cent"): "percent",
    ("pct",): "percent",
    ("percentage", "point"): "percentage points",
    ("percentage", "points"): "percentage points",
    ("percent", "points"): "percentage points",
    ("basis", "points"): "basis points",
    ("basis", "point"): "basis points",
    ("pp",): "percentage points",
    ("percentage",): "percent",
}
MEASURES = {
    name: symbol
    for symbol, names in {
        "km": "km kms kilometre kilometres kilometer kilometers",
        "m": "m metre metres meter meters",
        "cm": "cm centimetre centimetres centimeter centimeters",
        "mm": "mm millimetre millimetres millimeter millimeters",
        "µm": "micrometre micrometres micron microns",
        "mi": "mi mile miles",
        "nmi": "nmi",
        "yd": "yd yard yards",
        "ft": "ft foot feet",
        "in": "inch inches",
        "ha": "ha hectare hectares",
        "acre": "acre acres",
        "t": "tonne tonnes ton tons t",
        "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
        "g": "g gram grams gramme grammes",
        "mg": "mg milligram milligrams",
        "lb": "lb lbs",
        "oz": "oz ounce ounces",
        "bbl": "bbl barrel barrels bpd",
        "L": "litre litres liter liters l",
        "gal": "gallon gallons",
        "W": "watt watts",
        "kW": "kw kilowatt kilowatts",
        "MW": "mw megawatt megawatts",
        "GW": "gw gigawatt gigawatts",
        "kWh": "kwh",
        "MWh": "mwh",
        "TWh": "twh",
        "hp": "hp bhp horsepower",
        "V": "volt volts",
        "Hz": "hz hertz",
        "kHz": "khz",
        "MHz": "mhz",
        "GHz": "ghz",
        "MB": "mb megabyte megabytes",
        "GB": "gb gigabyte gigabytes",
        "TB": "tb terabyte terabytes",
        "mph": "mph",
        "km/h": "kph kmh",
        "degree": "degree degrees",
        "°C": "celsius",
        "°F": "fahrenheit",
        "knot": "knot knots",
        "kt": "kiloton kilotons kilotonne kilotonnes",
        "Mt": "megaton megatons",
        "carat": "carat carats",
        "bushel": "bushel bushels",
        "dB": "decibel decibels db",
        "rpm": "rpm",
        "Nm": "nm",
    }.items()
    for name in names.split()
}
# "square kilometres", "cubic metres", "light years"
COMPOUND = {"square", "sq", "cubic", "light", "nautical", "metric", "short", "long"}
# Ways of measuring time and age: never a figure of the record, but an amount all the same.
TIMES = listed(
    "second seconds minute minutes hour hours day days night nights week weeks weekend weekends"
    " fortnight month months quarter quarters year years decade decades century centuries hrs hr mins"
    " min secs"
)
