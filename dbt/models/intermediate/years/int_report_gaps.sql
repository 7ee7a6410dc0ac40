-- depends_on: {{ ref('indicators') }}
-- Which figures a report lacks that its edition has, of those that changes are given of.
{%- set needed = [] %}
{%- for indicator in indicators(['count', 'share', 'rate']) if indicator.has_change %}
    {%- for count in [indicator.numerator or indicator.indicator, indicator.denominator] if count %}
        {%- do needed.append(count) if count not in needed %}
    {%- endfor %}
{%- endfor %}
select
    shares.report_id,
    concat_ws(
        ''
        {%- for count in needed %},
        case
            when figures.{{ count }} is null and not contains(coalesce(form.absent, ''), '|{{ count }}|')
                then ' {{ count }}'
            else ''
        end
        {%- endfor %}
    ) as gaps
from {{ ref('int_report_shares') }} as shares
left join {{ ref('int_report_figures') }} as figures
    on shares.report_id = figures.report_id
left join {{ ref('int_indicator_editions') }} as form
    on shares.edition = form.edition
