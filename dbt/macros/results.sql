{#- The columns of a result without terms: `outcome` is hold, fail, or the reason for neither. -#}
{% macro result_of(outcome) -%}
    cast(null as string) as missing_terms,
    case {{ outcome }}
        when 'hold' then 'hold'
        when 'fail' then 'fail'
        when 'truncated' then 'not_assessed'
        when 'edition_uncertain' then 'not_assessed'
        when 'unit_uncertain' then 'not_assessed'
        when 'date_missing' then 'not_assessed'
        when 'date_uncertain' then 'not_assessed'
        when 'year_not_collected' then 'not_assessed'
        when 'other_name' then 'not_assessed'
        else 'not_applicable'
    end as status,
    case when {{ outcome }} not in ('hold', 'fail') then {{ outcome }} end as reason,
    cast(null as decimal(38, 8)) as reported,
    cast(null as decimal(38, 8)) as computed,
    cast(null as string) as compared
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
