-- Run once, by the image of PostgreSQL, when its volume is empty.
CREATE DATABASE recueil ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE prefect ENCODING 'UTF8' TEMPLATE template0;
