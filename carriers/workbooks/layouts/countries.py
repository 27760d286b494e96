"""Country words of rate cards, English and Chinese, as ISO 3166 codes.

Own writing; a word that is missing is given in the layout (`words: country:`), never guessed.
"""

from __future__ import annotations

import re

from oneprice.carriers.workbooks.layouts.plain import is_long, normal, squeezed

_NAMES = {
    "AD": "Andorra|安道尔",
    "AE": "United Arab Emirates|UAE|阿联酋|阿拉伯联合酋长国|迪拜|U.A.E.",
    "AF": "Afghanistan|阿富汗",
    "AG": "Antigua and Barbuda|Antigua|安提瓜和巴布达",
    "AI": "Anguilla|安圭拉",
    "AL": "Albania|阿尔巴尼亚",
    "AM": "Armenia|亚美尼亚",
    "AO": "Angola|安哥拉",
    "AQ": "Antarctica|南极洲",
    "AR": "Argentina|阿根廷",
    "AS": "American Samoa|美属萨摩亚",
    "AT": "Austria|奥地利",
    "AU": "Australia|澳大利亚|澳洲",
    "AW": "Aruba|阿鲁巴",
    "AX": "Aland Islands|Åland Islands|奥兰群岛",
    "AZ": "Azerbaijan|阿塞拜疆",
    "BA": "Bosnia and Herzegovina|Bosnia & Herzegovina|Bosnia-Herzegovina|Bosnia|波黑"
    "|波斯尼亚和黑塞哥维那",
    "BB": "Barbados|巴巴多斯",
    "BD": "Bangladesh|孟加拉国|孟加拉",
    "BE": "Belgium|比利时",
    "BF": "Burkina Faso|布基纳法索",
    "BG": "Bulgaria|保加利亚",
    "BH": "Bahrain|巴林",
    "BI": "Burundi|布隆迪",
    "BJ": "Benin|贝宁",
    "BL": "Saint Barthelemy|St. Barthelemy|圣巴泰勒米",
    "BM": "Bermuda|百慕大",
    "BN": "Brunei|Brunei Darussalam|文莱",
    "BO": "Bolivia|玻利维亚",
    "BQ": "Bonaire|Bonaire, Sint Eustatius and Saba|博内尔",
    "BR": "Brazil|Brasil|巴西",
    "BS": "Bahamas|The Bahamas|巴哈马",
    "BT": "Bhutan|不丹",
    "BV": "Bouvet Island|布韦岛",
    "BW": "Botswana|博茨瓦纳",
    "BY": "Belarus|白俄罗斯",
    "BZ": "Belize|伯利兹",
    "CA": "Canada|加拿大",
    "CC": "Cocos Islands|Cocos (Keeling) Islands|科科斯群岛",
    "CD": "Congo, Democratic Republic of the|Congo, DPR|Democratic Republic of the Congo"
    "|DR Congo|Congo (DRC)|Congo (Kinshasa)|刚果民主共和国|刚果(金)",
    "CF": "Central African Republic|中非|中非共和国",
    "CG": "Republic of the Congo|Congo (Brazzaville)|刚果共和国|刚果(布)",
    "CH": "Switzerland|瑞士",
    "CI": "Cote d'Ivoire|Côte d'Ivoire|Ivory Coast|科特迪瓦|象牙海岸",
    "CK": "Cook Islands|库克群岛",
    "CL": "Chile|智利",
    "CM": "Cameroon|喀麦隆",
    "CN": "China|Mainland China|中国|中国大陆|China, People's Republic of"
    "|People's Republic of China",
    "CO": "Colombia|哥伦比亚",
    "CR": "Costa Rica|哥斯达黎加",
    "CU": "Cuba|古巴",
    "CV": "Cape Verde|Cabo Verde|佛得角",
    "CW": "Curacao|Curaçao|库拉索",
    "CX": "Christmas Island|圣诞岛",
    "CY": "Cyprus|塞浦路斯",
    "CZ": "Czech Republic|Czechia|Czech|捷克|Czech Republic, The|捷克共和国",
    "DE": "Germany|Deutschland|德国",
    "DJ": "Djibouti|吉布提",
    "DK": "Denmark|丹麦",
    "DM": "Dominica|多米尼克|多米尼克国",
    "DO": "Dominican Republic|多米尼加|多米尼加共和国",
    "DZ": "Algeria|阿尔及利亚",
    "EC": "Ecuador|厄瓜多尔",
    "EE": "Estonia|爱沙尼亚",
    "EG": "Egypt|埃及",
    "EH": "Western Sahara|西撒哈拉",
    "ER": "Eritrea|厄立特里亚",
    "ES": "Spain|西班牙",
    "ET": "Ethiopia|埃塞俄比亚",
    "FI": "Finland|芬兰",
    "FJ": "Fiji|斐济",
    "FK": "Falkland Islands|福克兰群岛",
    "FM": "Micronesia|Micronesia, Federated States of|密克罗尼西亚",
    "FO": "Faroe Islands|Faeroe Islands|法罗群岛",
    "FR": "France|法国",
    "GA": "Gabon|加蓬",
    "GB": "United Kingdom|UK|Great Britain|Britain|England|英国",
    "GD": "Grenada|格林纳达",
    "GE": "Georgia|格鲁吉亚",
    "GF": "French Guiana|法属圭亚那",
    "GG": "Guernsey|根西岛",
    "GH": "Ghana|加纳",
    "GI": "Gibraltar|直布罗陀",
    "GL": "Greenland|格陵兰|格陵兰岛",
    "GM": "Gambia|The Gambia|冈比亚",
    "GN": "Guinea|Guinea Republic|几内亚",
    "GP": "Guadeloupe|瓜德罗普",
    "GQ": "Equatorial Guinea|Guinea-Equatorial|赤道几内亚",
    "GR": "Greece|希腊",
    "GS": "South Georgia and the South Sandwich Islands|南乔治亚和南桑威奇群岛",
    "GT": "Guatemala|危地马拉",
    "GU": "Guam|关岛",
    "GW": "Guinea-Bissau|几内亚比绍",
    "GY": "Guyana|圭亚那",
    "HK": "Hong Kong|Hongkong|香港|中国香港|Hong Kong SAR|Hong Kong SAR, China|中国香港特别行政区",
    "HM": "Heard Island and McDonald Islands|赫德岛和麦克唐纳群岛",
    "HN": "Honduras|洪都拉斯",
    "HR": "Croatia|克罗地亚",
    "HT": "Haiti|海地",
    "HU": "Hungary|匈牙利",
    "ID": "Indonesia|印度尼西亚|印尼",
    "IE": "Ireland|爱尔兰",
    "IL": "Israel|以色列",
    "IM": "Isle of Man|马恩岛",
    "IN": "India|印度",
    "IO": "British Indian Ocean Territory|英属印度洋领地",
    "IQ": "Iraq|伊拉克",
    "IR": "Iran|Iran, Islamic Republic of|伊朗",
    "IS": "Iceland|冰岛",
    "IT": "Italy|意大利",
    "JE": "Jersey|泽西岛",
    "JM": "Jamaica|牙买加",
    "JO": "Jordan|约旦",
    "JP": "Japan|日本",
    "KE": "Kenya|肯尼亚",
    "KG": "Kyrgyzstan|吉尔吉斯斯坦|吉尔吉斯",
    "KH": "Cambodia|柬埔寨",
    "KI": "Kiribati|基里巴斯",
    "KM": "Comoros|科摩罗",
    "KN": "Saint Kitts and Nevis|St. Kitts|圣基茨和尼维斯",
    "KP": "North Korea|朝鲜",
    "KR": "South Korea|Korea|Republic of Korea|韩国|Korea, Republic of|Korea, South"
    "|Korea, Rep. of|南韩",
    "KW": "Kuwait|科威特",
    "KY": "Cayman Islands|开曼群岛",
    "KZ": "Kazakhstan|哈萨克斯坦",
    "LA": "Laos|Lao People's Democratic Republic|老挝",
    "LB": "Lebanon|黎巴嫩",
    "LC": "Saint Lucia|St. Lucia|圣卢西亚",
    "LI": "Liechtenstein|列支敦士登",
    "LK": "Sri Lanka|斯里兰卡",
    "LR": "Liberia|利比里亚",
    "LS": "Lesotho|莱索托",
    "LT": "Lithuania|立陶宛",
    "LU": "Luxembourg|卢森堡",
    "LV": "Latvia|拉脱维亚",
    "LY": "Libya|利比亚",
    "MA": "Morocco|摩洛哥",
    "MC": "Monaco|摩纳哥",
    "MD": "Moldova|Moldova, Republic of|摩尔多瓦",
    "ME": "Montenegro|黑山",
    "MF": "Saint Martin|圣马丁",
    "MG": "Madagascar|马达加斯加",
    "MH": "Marshall Islands|马绍尔群岛",
    "MK": "North Macedonia|Macedonia|北马其顿|马其顿",
    "ML": "Mali|马里",
    "MM": "Myanmar|Burma|缅甸",
    "MN": "Mongolia|蒙古|蒙古国",
    "MO": "Macau|Macao|澳门|中国澳门|Macau SAR|Macau SAR, China|Macao SAR",
    "MP": "Northern Mariana Islands|Saipan|北马里亚纳群岛|塞班",
    "MQ": "Martinique|马提尼克",
    "MR": "Mauritania|毛里塔尼亚",
    "MS": "Montserrat|蒙特塞拉特",
    "MT": "Malta|马耳他",
    "MU": "Mauritius|毛里求斯",
    "MV": "Maldives|马尔代夫",
    "MW": "Malawi|马拉维",
    "MX": "Mexico|墨西哥",
    "MY": "Malaysia|马来西亚",
    "MZ": "Mozambique|莫桑比克",
    "NA": "Namibia|纳米比亚",
    "NC": "New Caledonia|新喀里多尼亚",
    "NE": "Niger|尼日尔",
    "NF": "Norfolk Island|诺福克岛",
    "NG": "Nigeria|尼日利亚",
    "NI": "Nicaragua|尼加拉瓜",
    "NL": "Netherlands|The Netherlands|Holland|荷兰|Netherlands, The",
    "NO": "Norway|挪威",
    "NP": "Nepal|尼泊尔",
    "NR": "Nauru|瑙鲁",
    "NU": "Niue|纽埃",
    "NZ": "New Zealand|新西兰|纽西兰",
    "OM": "Oman|阿曼",
    "PA": "Panama|巴拿马",
    "PE": "Peru|秘鲁",
    "PF": "French Polynesia|Tahiti|法属波利尼西亚|大溪地",
    "PG": "Papua New Guinea|巴布亚新几内亚",
    "PH": "Philippines|the Philippines|菲律宾|Philippines, The",
    "PK": "Pakistan|巴基斯坦",
    "PL": "Poland|波兰",
    "PM": "Saint Pierre and Miquelon|圣皮埃尔和密克隆",
    "PN": "Pitcairn|皮特凯恩群岛",
    "PR": "Puerto Rico|波多黎各",
    "PS": "Palestine|巴勒斯坦",
    "PT": "Portugal|葡萄牙",
    "PW": "Palau|帕劳|帛琉",
    "PY": "Paraguay|巴拉圭",
    "QA": "Qatar|卡塔尔",
    "RE": "Reunion|Réunion|Reunion Island|留尼汪|留尼旺",
    "RO": "Romania|罗马尼亚",
    "RS": "Serbia|塞尔维亚",
    "RU": "Russia|Russian Federation|俄罗斯",
    "RW": "Rwanda|卢旺达",
    "SA": "Saudi Arabia|KSA|沙特阿拉伯|沙特|沙特阿拉伯王国",
    "SB": "Solomon Islands|所罗门群岛",
    "SC": "Seychelles|塞舌尔",
    "SD": "Sudan|苏丹",
    "SE": "Sweden|瑞典",
    "SG": "Singapore|新加坡",
    "SH": "Saint Helena|圣赫勒拿",
    "SI": "Slovenia|斯洛文尼亚",
    "SJ": "Svalbard and Jan Mayen|斯瓦尔巴和扬马延",
    "SK": "Slovakia|斯洛伐克",
    "SL": "Sierra Leone|塞拉利昂",
    "SM": "San Marino|圣马力诺",
    "SN": "Senegal|塞内加尔",
    "SO": "Somalia|索马里",
    "SR": "Suriname|苏里南",
    "SS": "South Sudan|南苏丹",
    "ST": "Sao Tome and Principe|圣多美和普林西比",
    "SV": "El Salvador|萨尔瓦多",
    "SX": "Sint Maarten|圣马丁(荷属)|荷属圣马丁",
    "SY": "Syria|Syrian Arab Republic|叙利亚",
    "SZ": "Eswatini|Swaziland|斯威士兰",
    "TC": "Turks and Caicos Islands|Turks & Caicos|特克斯和凯科斯群岛",
    "TD": "Chad|乍得",
    "TF": "French Southern Territories|法属南部领地",
    "TG": "Togo|多哥",
    "TH": "Thailand|泰国",
    "TJ": "Tajikistan|塔吉克斯坦",
    "TK": "Tokelau|托克劳",
    "TL": "Timor-Leste|East Timor|东帝汶",
    "TM": "Turkmenistan|土库曼斯坦",
    "TN": "Tunisia|突尼斯",
    "TO": "Tonga|汤加",
    "TR": "Turkey|Türkiye|Turkiye|土耳其",
    "TT": "Trinidad and Tobago|Trinidad & Tobago|特立尼达和多巴哥",
    "TV": "Tuvalu|图瓦卢",
    "TW": "Taiwan|台湾|中国台湾|Taiwan, China|Chinese Taipei|台灣",
    "TZ": "Tanzania|坦桑尼亚",
    "UA": "Ukraine|乌克兰",
    "UG": "Uganda|乌干达",
    "UM": "United States Minor Outlying Islands|美国本土外小岛屿",
    "US": "United States|United States of America|USA|U.S.A.|U.S.|America|美国"
    "|US of America|美利坚合众国",
    "UY": "Uruguay|乌拉圭",
    "UZ": "Uzbekistan|乌兹别克斯坦",
    "VA": "Vatican City|Holy See|梵蒂冈",
    "VC": "Saint Vincent and the Grenadines|St. Vincent|圣文森特和格林纳丁斯",
    "VE": "Venezuela|委内瑞拉",
    "VG": "British Virgin Islands|Virgin Islands (British)|英属维尔京群岛",
    "VI": "US Virgin Islands|U.S. Virgin Islands|Virgin Islands (US)|美属维尔京群岛",
    "VN": "Vietnam|Viet Nam|越南",
    "VU": "Vanuatu|瓦努阿图",
    "WF": "Wallis and Futuna|瓦利斯和富图纳",
    "WS": "Samoa|萨摩亚",
    "YE": "Yemen|Yemen, Republic of|也门",
    "YT": "Mayotte|马约特",
    "ZA": "South Africa|南非",
    "ZM": "Zambia|赞比亚",
    "ZW": "Zimbabwe|津巴布韦",
}
_CODES = {
    squeezed(word): code for code, words in _NAMES.items() for word in (*words.split("|"), code)
}
_LAST_BRACKET = re.compile(r"(.+?)[(\[【]([^()\[\]【】]*)[)\]】]")
_CODE = re.compile(r"[A-Za-z]{2}")
_JOINED = re.compile(r"[/、,\uff0c;\uff1b+&\n]|(?<=\w)\s*和\s*(?=\w)")


def country_code(text: str) -> str | None:
    """Return the ISO code of a country word, alone or as "美国(US)", "US 美国"; None if unknown.

    A code in brackets says what a name is that is not known here; it never overrules a name.
    """
    if is_long(text):
        return None
    word = squeezed(text)
    if word in _CODES:
        return _CODES[word]
    both = _LAST_BRACKET.fullmatch(normal(text))
    if both:
        name, inner = country_code(both[1]), _CODES.get(squeezed(both[2]))
        if name is None and inner is not None and _CODE.fullmatch(both[2].strip()):
            return inner
        return name if name == inner else None
    halves = re.split(r"[\s\-_/]+", text.strip(), maxsplit=1)
    codes = {_CODES.get(squeezed(half)) for half in halves if half}
    if len(codes) == 1 and len(halves) == 2:
        return codes.pop()
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]+", text))
    rest = re.sub(r"[\u4e00-\u9fff]+", " ", text)
    pair = {_CODES.get(squeezed(chinese)), _CODES.get(squeezed(rest))}
    return pair.pop() if chinese and rest.strip() and len(pair) == 1 else None


def country_and_remark(text: str) -> tuple[str, str] | None:
    """Return the code and the remark of "英国(偏远除外)"; None where a text is not written so."""
    both = None if is_long(text) else _LAST_BRACKET.fullmatch(normal(text))
    if both is None or not both[2].strip() or country_code(both[2]) is not None:
        return None
    code = country_code(both[1])
    return None if code is None else (code, both[2].strip())


def country_words(text: str) -> list[str]:
    """Return the words of a cell that may name several countries: "德国/波兰" is two."""
    if country_code(text) is not None or country_and_remark(text) is not None:
        return [text]
    return [word.strip() for word in _JOINED.split(text) if word.strip()]
