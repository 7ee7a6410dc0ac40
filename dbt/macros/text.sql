{#- The texts of a group joined in the order of `position`; null texts are left out. They are sorted as lists: with `order by` in the aggregate, 1.5 million terms of sums that fail do not fit into 3 GB. -#}
{% macro joined_text(text, separator, position) -%}
    {{ adapter.dispatch('joined_text', 'gouji')(text, separator, position) }}
{%- endmacro %}

{% macro default__joined_text(text, separator, position) -%}
    array_to_string(
        list_transform(
            list_sort(
                list(struct_pack(place := {{ position }}, word := {{ text }})) filter (where {{ text }} is not null)
            ),
            lambda entry: struct_extract(entry, 'word')
        ),
        '{{ separator }}'
    )
{%- endmacro %}

{#- Of no texts, Spark would make an empty one. -#}
{% macro spark__joined_text(text, separator, position) -%}
    case
        when count({{ text }}) > 0
            then array_join(
                transform(
                    array_sort(
                        collect_list(
                            case when {{ text }} is not null then struct({{ position }} as place, {{ text }} as word) end
                        )
                    ),
                    entry -> entry.word
                ),
                '{{ separator }}'
            )
    end
{%- endmacro %}

{#- Whether a text ends with another one. -#}
{% macro ends_with(text, ending) -%}
    {{ adapter.dispatch('ends_with', 'gouji')(text, ending) }}
{%- endmacro %}

{% macro default__ends_with(text, ending) -%}
    ends_with({{ text }}, {{ ending }})
{%- endmacro %}

{% macro spark__ends_with(text, ending) -%}
    endswith({{ text }}, {{ ending }})
{%- endmacro %}

{#- A decimal as it would be printed: no trailing zeros, no point without decimals. -#}
{% macro printed_number(value) -%}
    trim(trailing '.' from trim(trailing '0' from {{ decimal_text(value) }}))
{%- endmacro %}

{% macro decimal_text(value) -%}
    {{ adapter.dispatch('decimal_text', 'gouji')(value) }}
{%- endmacro %}

{% macro default__decimal_text(value) -%}
    cast({{ value }} as string)
{%- endmacro %}

{#- A cast would give 0E-8 for nought: dbt turns off what would make Spark write it out. -#}
{% macro spark__decimal_text(value) -%}
    replace(format_number({{ value }}, 8), ',', '')
{%- endmacro %}

{#- Signed terms (' + 5 - 3') written as a sum: no plus before the first, '0' where there are none. -#}
{% macro leading_term(terms) -%}
    case substring({{ terms }}, 1, 3)
        when ' + ' then substring({{ terms }}, 4)
        when ' - ' then concat_ws('', '-', substring({{ terms }}, 4))
        else '0'
    end
{%- endmacro %}

{#- The name of the table of a section, a column with its table, in the last edition that has it. -#}
{% macro table_name(section) -%}
    (
        select concat_ws('', '表', max_by(headings.number, headings.from_edition))
        from {{ ref('headings') }} as headings
        where headings.section = {{ section }}
    )
{%- endmacro %}
