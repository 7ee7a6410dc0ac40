{#- The columns of a result: `outcome` is hold, fail, or the reason for neither, whose status `result_reasons.csv` tells. Its numbers stand where it is judged. -#}
{% macro result_of(outcome, missing_terms='null', reported='null', computed='null', compared='null') -%}
    cast(case when {{ outcome }} = 'missing_terms' then {{ missing_terms }} end as string) as missing_terms,
    case
        when {{ outcome }} in ('hold', 'fail') then {{ outcome }}
        else (
            select max(reasons.status)
            from {{ ref('result_reasons') }} as reasons
            where reasons.reason = {{ outcome }}
        )
    end as status,
    case when {{ outcome }} not in ('hold', 'fail') then {{ outcome }} end as reason,
    cast(case when {{ outcome }} in ('hold', 'fail') then {{ reported }} end as decimal(38, 8)) as reported,
    cast(case when {{ outcome }} in ('hold', 'fail') then {{ computed }} end as decimal(38, 8)) as computed,
    cast({{ compared }} as string) as compared
{%- endmacro %}

{#- The columns of a finding that lies in the cell it names: that has them. -#}
{% macro place_of_cell() -%}
    cast(null as string) as raw,
    cast(null as decimal(24, 8)) as value,
    cast(null as integer) as table_number,
    cast(null as integer) as row_number,
    cast(null as integer) as column_number,
    cast(null as integer) as page_number,
    cast(null as integer) as line_number
{%- endmacro %}
