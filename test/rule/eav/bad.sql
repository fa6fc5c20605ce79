CREATE TABLE product_attributes (
    product_id bigint NOT NULL,
    attribute_name text NOT NULL,
    attribute_value text,
    PRIMARY KEY (product_id, attribute_name)
);
