"""Headings: which field a column holds, by the words carriers use in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from fractions import Fraction

from oneprice.carriers.workbooks.layouts.plain import UNIT_WORDS, bare, squeezed, unit_of

_WORDS = {
    "country": "国家 国家/地区 国家地区 目的国 目的地 目的地国家 目的国家 国家名称 国家代码"
    " 国家二字码 国家简码 国家/区域 地区 country destination countryname countrycode"
    " destinationcountry dest"
    " country/region countries countries&territories countriesandterritories country/territory"
    " countryorterritory countryorregion destinations 国家列表 包含国家 国家及地区",
    "product": "产品 产品名称 渠道 渠道名称 服务 运输方式 线路 product productname service channel",
    "product_code": "产品代码 渠道代码 运输代码 服务代码 productcode servicecode",
    "class": "货物类型 货型 品类 货物类别 class cargoclass cargotype goods",
    "origin": "始发地 起运地 发货地 收货仓 仓库 发货区域 origin from origincity originregion",
    "pol": "起运港 装货港 起飞港 始发港 pol portofloading airportofdeparture",
    "port": "目的港 卸货港 port pod destinationport portofdischarge",
    "zone": "分区 区域 区 地区分区 zone zones area 分区代码 邮编分区",
    "postcode": "邮编 邮政编码 邮编范围 邮编段 邮编前缀 postcode postalcode zip zipcode zips"
    " postcodes postalcodes",
    "service_level": "偏远等级 偏远 服务等级 remote remoteness servicelevel",
    "band": "重量段 重量 计费重量 重量区间 重量范围 计费重 重量段位 weight weightband weightrange"
    " weightkg break weightbreak kg kgs lb lbs 公斤 公斤段 重量kg weight/kg weights weightupto",
    "value_band": "货值 申报价值 价值 价值区间 申报价值区间 货值区间 value valueband declaredvalue"
    " price(rub) orderprice",
    "density_band": "密度 density",
    "rate": "运费 单价 公斤价 每公斤 重量费 价格 运价 运费单价 资费 rate rateperkg priceperkg perkg"
    " freight unitprice price perunit of o/f oceanfreight 海运费 公斤运费 每公斤运费 lclrate",
    "base": "挂号费 处理费 操作费 挂号服务费 票费 每件 固定费 fee registrationfee handlingfee"
    "挂号 perparcel perpiece perparcelfee itemfee registration handling fixedfee",
    "first": "首重 首重价 首重运费 首重价格 first firstweight firstprice",
    "next": "续重 续重价 续重运费 续重价格 续重单价 next additional continued nextweight"
    " additionalweight eachadditional",
    "min_charge": "最低收费 最低运费 最低费用 起步价 minimumcharge mincharge minimum min"
    " minimumfreight",
    "max_charge": "最高收费 封顶 maximumcharge maxcharge maximum max",
    "min_qty": "最低计费重 最低计费重量 起重 最低重量 最小计费重 起运量 最低起运 minimumweight"
    " minweight minchargeableweight minimumchargeableweight minimumquantity minqty",
    "step": "进位制 进位 计费进位 进位单位 rounding roundingstep weightstep increment",
    "transit": "时效 参考时效 运输时效 预计时效 派送时效 时效(工作日) 航程 全程时效 t/t tt"
    " transit transittime"
    " deliverytime leadtime transitdays days",
    "divisor": "材积 体积重 泡重系数 体积系数 抛重系数 材积系数 计泡 计抛 divisor volumetricdivisor"
    " dimdivisor dimfactor",
    "split": "分泡 分泡比例 split splitshare",
    "group": "组别 分组 尺寸组 group sizegroup category 类别",
    "container": "柜型 箱型 container containertype equipment",
    "currency": "币种 货币 currency",
    "valid_from": "生效日期 生效时间 开始日期 起始日期 validfrom effectivedate effective startdate"
    " effectivefrom",
    "valid_to": "失效日期 失效时间 validto",
    "last_day": "截止日期 截止时间 结束日期 有效期至 最后一天 enddate lastday validuntil"
    " expirydate expiry",
    "window": "执行时间 执行日期 执行期 有效期 有效期间 适用时间 收取时间 生效期间 validity period"
    " validityperiod window dates",
    "code": "费用 费用名称 费用项目 附加费 附加费名称 项目 名称 收费项目 附加费项目 附加费类型"
    " 费用类型 费用明细 项目名称 surcharge charge fee"
    " surchargename surcharges surchargetype item chargename chargetype",
    "amount": "金额 标准 收费标准 收取标准 计费标准 费率 收费 价格 amount tariff charge rate value",
    "value": "费率 指数 燃油费率 百分比 value rate percent percentage fuel index",
    "index_id": "指数名称 index indexid indexname",
    "note": "备注 说明 注 note notes remark remarks comment comments",
}
LIMITS = {
    "max_piece_kg": "限重 最大重量 重量上限 单件限重 maxweight weightlimit maxweightkg",
    "max_len_cm": "最长边 单边最长 最大边长 长边 最长边限制 longestside maxside maxlength longest",
    "max_second_cm": "第二边 次长边 secondside",
    "max_third_cm": "第三边 最短边 thirdside",
    "max_sum_cm": "三边和 三边之和 三边总和 sumofsides maxsum sum",
    "max_girth_cm": "围长 girth maxgirth",
}
STOP_WORDS = (
    *("备注", "说明", "注:", "注意", "附注", "note", "remark", "terms", "条款"),
    *("计费说明", "特别说明", "报价说明", "温馨提示", "特别提醒", "*备注", "*注", "t&c"),
)
WORDS: dict[str, frozenset[str]] = {
    field: frozenset(squeezed(word) for word in words.split())
    for field, words in {**_WORDS, **LIMITS}.items()
}
_IN_BRACKETS = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
_WEIGHT = re.compile(rf"/?\d+(?:\.\d+)?({'|'.join(map(re.escape, UNIT_WORDS))})$")
_UNIT_TAIL = re.compile(
    rf"(?:/|per|每)(?:1)?({'|'.join(map(re.escape, UNIT_WORDS))})$|[./:]+$", re.IGNORECASE
)
_COUNTS = frozenset(("序号", "编号", "no", "#", "s/n", "sn", "item#"))
_PER_UNIT = re.compile(
    rf"(?:/|per|每)\s*(\d+(?:\.\d+)?)?\s*({'|'.join(map(re.escape, UNIT_WORDS))})(?![a-z])",
    re.IGNORECASE,
)


def matches(heading: str, words: str | Iterable[str]) -> bool:
    """Tell whether a heading is one of some words or patterns, blanks and case aside."""
    words = (words,) if isinstance(words, str) else words
    text = squeezed(heading)
    return any(text == squeezed(word) or fnmatchcase(text, squeezed(word)) for word in words)


def field_of(heading: str, fields: Sequence[str]) -> list[str]:
    """Return the fields among some that the built-in words find in a heading, best match first."""
    plain = bare(heading)
    for text in (squeezed(heading), plain, _WEIGHT.sub("", plain), _UNIT_TAIL.sub("", plain)):
        found = [field for field in fields if text in WORDS.get(field, ())]
        if found:
            return _by_unit(found, heading, fields)
    return []


def _by_unit(found: list[str], heading: str, fields: Sequence[str]) -> list[str]:
    """Return the fields, the least quantity for a least charge that counts in a unit: Min (W/M)."""
    unit = unit_in_brackets(heading) if found == ["min_charge"] else None
    quantity = unit is not None and unit[1] not in ("piece", "shipment") and "min_qty" in fields
    return ["min_qty"] if quantity else found


def is_number_column(heading: str) -> bool:
    """Tell whether a column just counts the rows."""
    return squeezed(heading).strip(".") in _COUNTS


def unit_in_brackets(heading: str) -> tuple[Fraction, str] | None:
    """Return the unit that a heading of quantities names: "重量(KG)" counts in kilograms."""
    for text in _IN_BRACKETS.findall(squeezed(heading)):
        unit = unit_of(text)
        if unit is not None:
            return unit
    return None


def unit_per(text: str) -> tuple[Fraction, str] | None:
    """Return the unit that a price is for: "元/100g" is (1/10, kg); None where none is named."""
    found = _PER_UNIT.search(squeezed(text))
    return unit_of("".join(part or "" for part in found.groups())) if found else None
